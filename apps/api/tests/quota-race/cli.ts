import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { EDGES } from "./edges.ts";
import { CLIENTS, type RoundResult, raceAtEdge } from "./quota-race.ts";
import { openRaceWorld } from "./race-world.ts";
import { WAYS, type Way } from "./ways.ts";

const usage = `npm run quota-race -- [--cluster embedded|control-plane] [--rounds N] [--only LIMIT,…]

  ${CLIENTS} clients at once at the edge of a team's quota, for each kind of limit: while it stands, below use, while it is raised and lowered,
  and while the API process is ended with SIGKILL. After each round ledger and cluster are read. npm run build comes before it.

  --cluster  embedded, or a real control plane (embedded)
  --rounds   of each kind of limit in each way (3)
  --only     these limits, of ${EDGES.map(({ name }) => name).join(", ")}`;

const { values } = parseArgs({
  options: {
    cluster: { type: "string", default: "embedded" },
    rounds: { type: "string", default: "3" },
    only: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const only = values.only?.split(",");
const edges = EDGES.filter(({ name }) => only === undefined || only.includes(name));
const isUnderstood =
  edges.length === (only?.length ?? EDGES.length) &&
  /^[1-9]\d{0,3}$/.test(values.rounds) &&
  ["embedded", "control-plane"].includes(values.cluster);
if (values.help || !isUnderstood) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await main(Number(values.rounds));
}

async function main(rounds: number): Promise<number> {
  if (!existsSync(new URL("../../dist/main.js", import.meta.url))) throw new Error("npm run build comes before it");
  if (values.cluster === "control-plane") process.env.CLUSTER_UNDER_TEST = "control-plane";
  await using world = await openRaceWorld();
  // Whoever ends it early leaves no process behind.
  const leave = async () => {
    await world[Symbol.asyncDispose]();
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());
  const began = performance.now();
  console.log("| limit           | the quota         | rounds | asked | room | winners | broken |");
  console.log("| --------------- | ----------------- | ------ | ----- | ---- | ------- | ------ |");
  let [passed, failed] = [0, 0];
  for (const edge of edges) {
    const ways = WAYS.flatMap((way) => Array.from({ length: rounds }, () => way));
    const results = new Map<Way, RoundResult[]>();
    await raceAtEdge(world, edge, ways, (way, result) => results.set(way, [...(results.get(way) ?? []), result]));
    for (const [way, all] of results) {
      const sum = (of: (result: RoundResult) => number): number => all.reduce((total, each) => total + of(each), 0);
      const broken = all.flatMap((each) => each.broken);
      const cells = [
        ...[edge.name.padEnd(15), way.name.padEnd(17), String(all.length).padStart(6)],
        ...[String(sum(({ asked }) => asked)).padStart(5), String(sum(({ room }) => room)).padStart(4)],
        ...[String(sum((each) => each.winners)).padStart(7), String(broken.length).padStart(6)],
      ];
      console.log(`| ${cells.join(" | ")} |`);
      for (const line of broken) console.log(`  ${line}`);
      failed += all.filter((each) => each.broken.length > 0).length;
      passed += all.filter((each) => each.broken.length === 0).length;
    }
  }
  console.log(`\nin ${((performance.now() - began) / 1_000).toFixed(0)} s, on the ${values.cluster} cluster`);
  console.log(`${passed} rounds passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
