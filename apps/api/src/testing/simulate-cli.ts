import { parseArgs } from "node:util";
import { simulate } from "@resource-manager/simulation/simulate";
import { SimulatedSubscribers } from "./simulated-subscribers.ts";

const usage = `npm run simulate -- [--seeds N] [--from SEED] [--steps N] [--verbose]

  Random users, hands with kubectl, failures and crashes on a virtual clock; the invariants are checked after every step.

  --seeds    how many runs, 300 unless said otherwise
  --from     the first seed, 1
  --steps    what happens in a run, 40
  --verbose  tell each step`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string", default: "1" },
    steps: { type: "string", default: "40" },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(usage);
else process.exitCode = await run(Number(values.seeds), Number(values.from), Number(values.steps));

async function run(seeds: number, from: number, steps: number): Promise<number> {
  if (![seeds, from, steps].every(Number.isSafeInteger)) {
    console.error(usage);
    return 2;
  }
  const began = performance.now();
  let failed = 0;
  const agreed: number[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const result = await simulate(seed, steps, new SimulatedSubscribers(seed));
    if (values.verbose) console.log(result.steps.join("\n"));
    if (result.agreedAfterMs !== null) agreed.push(result.agreedAfterMs);
    if (result.broken.length > 0) {
      failed++;
      const replay = `npm run simulate -- --from ${seed} --seeds 1 --steps ${steps} --verbose`;
      console.log(`seed ${seed} after ${result.steps.length} steps; once more: ${replay}`);
      for (const line of result.broken) console.log(`  ${line}`);
    }
    if ((seed - from + 1) % 500 === 0) console.error(`${seed - from + 1} of ${seeds} seeds, ${failed} failed`);
  }
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`${seeds} seeds of ${steps} steps in ${seconds} s; ${describe(agreed)}`);
  console.log(`${seeds - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function describe(agreedMs: readonly number[]): string {
  const sorted = agreedMs.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1_000;
  return `after the faults stopped, ledger and cluster agreed within ${at(0.5)} s (median), ${at(0.99)} s (p99), ${at(1)} s (most)`;
}
