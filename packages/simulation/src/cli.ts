import { parseArgs } from "node:util";
import { simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string", default: "1" },
    steps: { type: "string", default: "40" },
    verbose: { type: "boolean", default: false },
  },
});
const [seeds, from, steps] = [Number(values.seeds), Number(values.from), Number(values.steps)];

let failed = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const result = await simulate(seed, steps);
  if (values.verbose) console.log(result.steps.join("\n"));
  if (result.broken.length > 0) {
    failed++;
    console.log(
      `seed ${seed} after ${result.steps.length} steps (replay: npm run simulate -- --from ${seed} --seeds 1 --verbose)`,
    );
    for (const line of result.broken) console.log(`  ${line}`);
  }
  if ((seed - from + 1) % 50 === 0) console.error(`${seed - from + 1} of ${seeds} seeds, ${failed} failed`);
}
console.log(`${seeds - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
