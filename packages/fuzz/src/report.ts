import { loadavg } from "node:os";
import type { FuzzReport } from "./fuzz.ts";
import { inputKinds } from "./input-random.ts";

/** Kinds of input, what was answered how often, and the faults with what makes each of them again. */
export function reportOf({ tally, seconds, heapBytes }: FuzzReport, seed: number): string {
  const rows = inputKinds.flatMap((kind) =>
    [...tally.classesOf(kind)]
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `  ${kind.padEnd(10)} ${name.padEnd(30)} ${String(count).padStart(9)}`),
  );
  const sums = inputKinds.map(
    (kind) => `  ${kind.padEnd(10)} ${String(tally.countOf(kind)).padStart(9)} inputs, ${tally.faultsOf(kind)} faults`,
  );
  const faults = tally.faults.map(({ kind, inputs, text }) => {
    const command = `npm run fuzz -- --seed ${seed} --kind ${kind}`;
    const again = inputs === null ? "" : `\n    once more: ${command} --from ${inputs.first} --inputs ${inputs.count}`;
    return `  ${kind}: ${text}${again}`;
  });
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const heap = `  heap after collection: ${mebibytes(heapBytes.warm)} when warm, ${mebibytes(heapBytes.end)} at the end`;
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
  return [...rows, "", ...sums, "", ...faults, heap, `  ${seconds.toFixed(0)} s, load average ${load}`].join("\n");
}
