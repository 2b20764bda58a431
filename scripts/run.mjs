// node scripts/run.mjs FILE …ARGS: installs what is needed, then runs a TypeScript file of this repository on Node 24.
import { checkMachine } from "./lib/platform.mjs";
import { Refusal, runScript } from "./lib/refusal.mjs";

await runScript(async () => {
  checkMachine(process);
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) throw new Refusal("node scripts/run.mjs FILE …ARGS");
  const { ensureInstalled } = await import("./lib/prepare.mjs");
  const { handOver } = await import("./lib/hand-over.mjs");
  const { inRoot } = await import("./lib/root.mjs");
  const node = await ensureInstalled();
  // npm changes to the repository's folder; paths in the arguments belong to where the person is.
  return handOver(node, [inRoot(file), ...args], process.env.INIT_CWD ?? process.cwd());
});
