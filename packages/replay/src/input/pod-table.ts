import { type Row, type RowProblem, readTable } from "./csv-table.ts";

const columns = [
  "name",
  "cpu_milli",
  "memory_mib",
  "num_gpu",
  "gpu_milli",
  "gpu_spec",
  "creation_time",
  "deletion_time",
] as const;
const largestTime = 10_000_000_000;

/** One pod of the trace. */
export interface TracePod {
  readonly line: number;
  readonly name: string;
  readonly cpuMillis: number;
  /** At least 1: every pod of ours asks for some. */
  readonly ramMib: number;
  readonly statesNoRam: boolean;
  /** Whole GPUs; a share of one counts as one. */
  readonly gpus: number;
  /** Models that will do; empty: any. */
  readonly gpuModels: readonly string[];
  /** Seconds from the trace's start. */
  readonly createdAt: number;
  /** Undefined: it outlives the trace. */
  readonly deletedAt: number | undefined;
  /** Whether it ran in the trace; a pod that never ran is deleted without waiting for it. */
  readonly wasScheduled: boolean;
}

/** Reads the pods, in the order of their creation. */
export function readPods(text: string): { readonly rows: TracePod[]; readonly problems: RowProblem[] } {
  const { rows, problems } = readTable(text, "pods", columns, podOf);
  return { rows: rows.sort((a, b) => a.createdAt - b.createdAt || a.line - b.line), problems };
}

function podOf(row: Row): TracePod {
  const name = row.text("name");
  if (name === "") throw row.bad("name", "empty");
  const count = row.whole("num_gpu", 0, 1_000);
  const share = row.whole("gpu_milli", 0, 1_000);
  if (count > 1 && share < 1_000)
    throw row.bad("gpu_milli", `a share of ${share} with ${count} GPUs: only one can be shared`);
  const createdAt = row.whole("creation_time", 0, largestTime);
  const deletedAt = row.text("deletion_time") === "" ? undefined : row.whole("deletion_time", 0, largestTime);
  if (deletedAt !== undefined && deletedAt < createdAt) {
    throw row.bad("deletion_time", `${deletedAt} is before its creation at ${createdAt}`);
  }
  const ramMib = row.whole("memory_mib", 0, 1_000_000_000);
  return {
    line: row.line,
    name,
    cpuMillis: row.whole("cpu_milli", 1, 10_000_000),
    ramMib: Math.max(1, ramMib),
    statesNoRam: ramMib === 0,
    gpus: count === 0 && share > 0 ? 1 : count,
    gpuModels: row
      .text("gpu_spec")
      .split("|")
      .map((model) => model.trim())
      .filter((model) => model !== ""),
    createdAt,
    deletedAt,
    wasScheduled: row.text("scheduled_time") !== "" || deletedAt === undefined,
  };
}
