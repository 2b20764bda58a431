import { parseArgs } from "node:util";
import { sendOverLossyLine } from "./lossy-line.ts";

const { values } = parseArgs({
  options: { mutations: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
});
const began = performance.now();
const { mutations, sent, effects, restarts, broken } = await sendOverLossyLine(
  Number(values.mutations),
  Number(values.seed),
);
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
for (const line of broken.slice(0, 20)) console.log(line);
console.log(
  `${mutations} mutations sent ${sent} times, ${restarts} restarts between: ${effects} effects, in ${seconds} s`,
);
const failed = broken.length + Math.abs(mutations - effects);
console.log(`${mutations - Math.min(failed, mutations)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
