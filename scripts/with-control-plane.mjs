// node scripts/with-control-plane.mjs COMMAND …ARGS: runs a command while a real control plane of its own runs; E2E_KUBECONFIG names it. Needs Node 24.
import { spawn } from "node:child_process";
import { startControlPlane } from "../packages/control-plane/src/start-control-plane.ts";

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error("node scripts/with-control-plane.mjs COMMAND …ARGS");
await using controlPlane = await startControlPlane({ onProgress: (line) => console.error(line) });
const env = { ...process.env, E2E_KUBECONFIG: controlPlane.kubeconfigPath };
const child = spawn(command, args, { env, stdio: "inherit" });
process.exitCode = await new Promise((resolve, reject) => {
  child.once("error", reject);
  child.once("exit", (code) => resolve(code ?? 1));
});
