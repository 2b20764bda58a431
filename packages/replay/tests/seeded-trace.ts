import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A small trace of the same shape as the public one: fewer GPUs than are asked for together, shares, models, short-lived pods. */
export async function writeSeededTrace(
  seed: number,
  podCount: number,
): Promise<{ servers: string; pods: string; folder: string }> {
  const random = seeded(seed);
  const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0];
  const servers = Array.from({ length: 16 }, (_, index) => {
    const gpus = pick([8, 8, 4, 2, 1, 0]);
    return `trace-node-${index},${pick([32_000, 64_000, 96_000])},${pick([131_072, 262_144])},${gpus},${gpus > 0 ? pick(["G2", "T4"]) : ""}`;
  });
  let time = 0;
  const pods = Array.from({ length: podCount }, (_, index) => {
    time += Math.floor(random() * 20);
    const gpus = pick([0, 1, 1, 1, 1, 1, 2, 4, 8]);
    const share = gpus === 1 ? pick([1000, 460, 250]) : gpus === 0 ? 0 : 1000;
    const model = gpus > 0 ? pick(["", "", "G2", "T4", "G2|T4"]) : "";
    const end = random() < 0.1 ? "" : String(time + Math.floor(random() * 300));
    const scheduled = random() < 0.1 ? "" : String(time);
    return `Trace_Pod_${index},${pick([1_000, 4_000, 12_000])},${pick([1_024, 16_384])},${gpus},${share},${model},LS,Running,${time},${end},${scheduled}`;
  });
  const folder = await mkdtemp(join(tmpdir(), "replay-"));
  const write = async (name: string, lines: string[]): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `${lines.join("\n")}\n`);
    return path;
  };
  return {
    folder,
    servers: await write("servers.csv", ["sn,cpu_milli,memory_mib,gpu,model", ...servers]),
    pods: await write("pods.csv", [
      "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time",
      ...pods,
      "bad-row,many,1024,0,0,,LS,Running,1,2,1",
    ]),
  };
}

/** mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
