import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { startConstellation } from "./constellation.ts";
import { killEverywhere } from "./kill-matrix.ts";
import { KILL_SCENARIOS } from "./scenarios.ts";

const usage = `npm run kill-matrix -- [--cluster embedded|control-plane] [--only SCENARIO,…] [--writes]

  Ends the API process with SIGKILL at each call that a mutation makes to the cluster: before the call reaches the cluster, and after the
  cluster did it, before the answer comes. Starts it again, sends the mutation once more with its key, and reads ledger and cluster.
  npm run build comes before it.

  --cluster  embedded, or a real control plane (embedded)
  --only     these scenarios, by their names
  --writes   only at calls that change something, not at reads`;

const { values } = parseArgs({
  options: {
    cluster: { type: "string", default: "embedded" },
    only: { type: "string" },
    writes: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const only = values.only?.split(",");
const scenarios = KILL_SCENARIOS.filter(({ name }) => only === undefined || only.includes(name));
const isUnderstood = scenarios.length > 0 && ["embedded", "control-plane"].includes(values.cluster);
if (values.help || !isUnderstood) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await main();
}

async function main(): Promise<number> {
  if (!existsSync(new URL("../../dist/main.js", import.meta.url))) throw new Error("npm run build comes before it");
  if (values.cluster === "control-plane") process.env.CLUSTER_UNDER_TEST = "control-plane";
  await using world = await startConstellation();
  // Whoever ends it early leaves no process behind.
  const leave = async () => {
    await world[Symbol.asyncDispose]();
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());
  const began = performance.now();
  console.log("| mutation                      | calls | cases | broken |");
  console.log("| ----------------------------- | ----- | ----- | ------ |");
  let [cases, failed] = [0, 0];
  for (const scenario of scenarios) {
    const result = await killEverywhere(world, scenario, { reads: !values.writes });
    const count = Object.keys(result.broken).length;
    const cells = [String(result.calls).padStart(5), String(result.cases).padStart(5), String(count).padStart(6)];
    console.log(`| ${result.scenario.padEnd(29)} | ${cells.join(" | ")} |`);
    for (const [where, lines] of Object.entries(result.broken))
      for (const line of lines) console.log(`  ${where}: ${line}`);
    cases += result.cases;
    failed += count;
  }
  console.log(`\nin ${((performance.now() - began) / 1_000).toFixed(0)} s, on the ${values.cluster} cluster`);
  console.log(`${cases - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
