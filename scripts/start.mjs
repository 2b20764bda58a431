// npm start: installs, builds and starts the product. Plain JavaScript that old Nodes can read; the product itself runs on Node 24.
import { checkMachine } from "./lib/platform.mjs";
import { runScript } from "./lib/refusal.mjs";

await runScript(async () => {
  checkMachine(process);
  // Only now: an older Node would fail on reading these, before it could be told why.
  const { readStartOptions, startHelp } = await import("./lib/start-options.mjs");
  const options = readStartOptions(process.argv.slice(2), process.env, process.env.INIT_CWD ?? process.cwd());
  if (options === "help") {
    console.log(startHelp);
    return 0;
  }
  const { checkPort } = await import("./lib/check-port.mjs");
  const { ensureBuilt, ensureInstalled } = await import("./lib/prepare.mjs");
  const { handOver } = await import("./lib/hand-over.mjs");
  const { inRoot, root } = await import("./lib/root.mjs");
  await checkPort(options.port);
  const node = await ensureInstalled();
  await ensureBuilt();
  return handOver(node, [inRoot("packages/product/src/cli.ts"), JSON.stringify(options)], root);
});
