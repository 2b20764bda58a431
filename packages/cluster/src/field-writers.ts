import type { ObjectWriter } from "@resource-manager/domain/model/namespace-object";
import type { FieldWriter } from "@resource-manager/domain/ports/cluster";
import { isRecord, listOf, type RawRecord, recordOf, textOf, timeOf } from "./raw-json.ts";

/** Who wrote which of the fields that the product knows, from `metadata.managedFields`, the newest last. */
export function fieldWritersOf(metadata: RawRecord): FieldWriter[] {
  return entriesOf(metadata).map((entry) => ({ ...writerOf(entry), fields: fieldsOf(recordOf(entry.fieldsV1)) }));
}

/** Who wrote anything of an object but its status, the newest last. */
export function objectWritersOf(metadata: RawRecord): ObjectWriter[] {
  return entriesOf(metadata)
    .filter(({ fieldsV1 }) => Object.keys(recordOf(fieldsV1)).some((field) => field !== "f:status"))
    .map(writerOf);
}

function entriesOf(metadata: RawRecord): RawRecord[] {
  const timeOfEntry = (entry: RawRecord) => timeOf(entry.time)?.getTime() ?? 0;
  return listOf(metadata.managedFields)
    .map(recordOf)
    .sort((a, b) => timeOfEntry(a) - timeOfEntry(b));
}

function writerOf({ manager, operation, time }: RawRecord): ObjectWriter {
  return { manager: textOf(manager) ?? "unknown", operation: textOf(operation) ?? "Update", at: timeOf(time) };
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
