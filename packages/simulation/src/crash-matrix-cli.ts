import { parseArgs } from "node:util";
import { type MatrixResult, tryAll } from "./crash-matrix.ts";
import { SCENARIOS } from "./scenarios.ts";

const usage = `npm run crash-matrix -- [--seeds N] [--only SCENARIO]

  Records every boundary (commit, read, call) of every mutation, then tries each with every fault that it can have, and a restart
  after it; the invariants are checked after each.

  --seeds  how many worlds, 5: the first is quiet, in the others the watch is late, the clocks differ and a neighbour is being made
  --only   one scenario, by its name`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "5" },
    only: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(usage);
else process.exitCode = await run(Number(values.seeds), values.only);

async function run(seeds: number, only: string | undefined): Promise<number> {
  const scenarios = SCENARIOS.filter(({ name }) => only === undefined || name === only);
  if (!(seeds >= 1) || scenarios.length === 0) {
    console.error(usage);
    return 2;
  }
  const began = performance.now();
  console.log("| mutation                      | seed | commits | reads | calls | cases | broken |");
  console.log("| ----------------------------- | ---- | ------- | ----- | ----- | ----- | ------ |");
  let [cases, failed] = [0, 0];
  for (const scenario of scenarios) {
    for (let seed = 1; seed <= seeds; seed++) {
      const result = await tryAll(scenario, seed);
      tell(result);
      cases += result.cases;
      failed += Object.keys(result.broken).length;
    }
  }
  console.log(`\nin ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  console.log(`${cases - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function tell({ scenario, seed, boundaries: { commit, read, call }, cases, broken }: MatrixResult): void {
  const cells = [commit, read, call, cases, Object.keys(broken).length].map((count, column) =>
    String(count).padStart([7, 5, 5, 5, 6][column] ?? 0),
  );
  console.log(`| ${scenario.padEnd(29)} | ${String(seed).padStart(4)} | ${cells.join(" | ")} |`);
  for (const [where, lines] of Object.entries(broken)) for (const line of lines) console.log(`  ${where}: ${line}`);
}
