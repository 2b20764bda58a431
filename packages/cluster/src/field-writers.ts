import type { FieldWriter } from "@resource-manager/domain/ports/cluster";
import { isRecord, listOf, type RawRecord, recordOf, textOf, timeOf } from "./raw-json.ts";

/** Who wrote which of the fields that the product knows, from `metadata.managedFields`, the newest last. */
export function fieldWritersOf(metadata: RawRecord): FieldWriter[] {
  return listOf(metadata.managedFields)
    .map(recordOf)
    .map((entry) => ({
      manager: textOf(entry.manager) ?? "unknown",
      operation: textOf(entry.operation) ?? "Update",
      at: timeOf(entry.time),
      fields: fieldsOf(recordOf(entry.fieldsV1)),
    }))
    .sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
}

const CONTAINER_FIELDS = ["image", "resources", "env", "command", "ports"] as const;

function fieldsOf(fields: RawRecord): string[] {
  const metadata = recordOf(fields["f:metadata"]);
  const found: string[] = [];
  for (const name of ["labels", "annotations"]) if (isRecord(metadata[`f:${name}`])) found.push(name);
  const containers = Object.values(recordOf(recordOf(fields["f:spec"])["f:containers"])).map(recordOf);
  for (const name of CONTAINER_FIELDS) if (containers.some((each) => each[`f:${name}`] !== undefined)) found.push(name);
  if (isRecord(fields["f:status"])) found.push("status");
  return found;
}
