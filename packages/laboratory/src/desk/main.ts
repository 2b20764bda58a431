/**
 * `node src/desk/main.ts --port N --kubeconfig PATH --cluster-control FILE`: the desk of the demo, beside an embedded cluster.
 * Prints one JSON line {"url"} when it answers.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { openLaboratory } from "../laboratory.ts";
import { ACTS } from "./acts.ts";
import { startDesk } from "./desk.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    kubeconfig: { type: "string" },
    "cluster-control": { type: "string" },
  },
});
const { kubeconfig, "cluster-control": controlFile } = values;
if (!kubeconfig || !controlFile) {
  console.error("--kubeconfig PATH and --cluster-control FILE are needed");
  process.exit(2);
}

const laboratory = await openLaboratory({ kubeconfigPath: kubeconfig });
const desk = await startDesk(
  ACTS,
  {
    laboratory,
    cutApi: async (downMs) => {
      const control = (await readFile(controlFile, "utf8")).trim();
      await fetch(`${control}/restart?downMs=${downMs}`, { method: "POST" });
    },
    pick: (from) => from[Math.floor(Math.random() * from.length)],
  },
  { port: Number(values.port) },
);
console.log(JSON.stringify({ url: desk.url }));

async function stop(): Promise<void> {
  await desk.close();
  await laboratory.close();
  process.exit(0);
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
