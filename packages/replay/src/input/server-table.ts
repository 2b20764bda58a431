import type { ServerSpecification } from "@resource-manager/laboratory/server-specification";
import { type Row, type RowProblem, readTable } from "./csv-table.ts";
import { isDnsName } from "./dns-name.ts";

const columns = ["sn", "cpu_milli", "memory_mib", "gpu", "model"] as const;
/** The tables say nothing about disks. */
const storage = "1Ti";
const podSlots = 110;
const labelValue = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/** Reads the servers: name, millicores, MiB, GPU count and model (empty where there are no GPUs). */
export function readServers(text: string): { readonly rows: ServerSpecification[]; readonly problems: RowProblem[] } {
  const seen = new Set<string>();
  return readTable(text, "servers", columns, (row) => serverOf(row, seen));
}

function serverOf(row: Row, seen: Set<string>): ServerSpecification {
  const name = row.text("sn");
  if (!isDnsName(name)) throw row.bad("sn", `"${name}" is no name for a server (lower-case letters, digits, - and .)`);
  if (seen.has(name)) throw row.bad("sn", `${name} stands here a second time`);
  const gpus = row.whole("gpu", 0, 1_000);
  const gpuModel = row.text("model");
  if (gpuModel !== "" && !labelValue.test(gpuModel)) throw row.bad("model", `"${gpuModel}" cannot be a label's value`);
  if (gpus > 0 && gpuModel === "") throw row.bad("model", `${gpus} GPUs of no model`);
  const cpuMillis = row.whole("cpu_milli", 1, 10_000_000);
  const ram = `${row.whole("memory_mib", 1, 1_000_000_000)}Mi`;
  seen.add(name);
  return { name, gpus, cpuMillis, ram, storage, pods: podSlots, ...(gpuModel === "" ? {} : { gpuModel }) };
}
