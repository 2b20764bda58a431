import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startDataCentre } from "./demo/data-centre.ts";
import { type ClusterSim, startClusterSim } from "./start-cluster-sim.ts";
import { DataFolderInUseError } from "./storage/journal.ts";

const USAGE = `node src/main.ts [--port N] [--host ADDRESS] [--data-dir FOLDER] [--kubeconfig FILE] [--demo] [--exit-with-parent]
     [--control-file FILE [--control-port N]]

  --port              where to listen; 0, the default, takes a free one
  --host              127.0.0.1 by default
  --data-dir          where the cluster lives on after its process; without it everything is gone at the end
  --kubeconfig        a file to write, for the product and for kubectl
  --demo              fills an empty cluster with a small data centre, in which things happen
  --control-file      opens a control address (compaction, restart of the API server) and writes it there; without it there is none
  --control-port      its port; 0, the default, takes a free one
  --exit-with-parent  ends when its standard input is closed, so that it never outlives who started it

Prints one line of JSON once it answers: {"url", "kubeconfig"}. Exit codes: 0 stopped, 2 wrong options,
3 data folder in use, 4 port taken, 5 data cannot be written, 1 anything else.`;

const EXIT_USAGE = 2;
const EXIT_FOLDER_IN_USE = 3;
const EXIT_PORT_TAKEN = 4;
const EXIT_CANNOT_WRITE = 5;

await main();

async function main(): Promise<void> {
  const options = readOptions();
  if (typeof options === "string") return fail(EXIT_USAGE, `${options}\n\n${USAGE}`);
  let sim: ClusterSim;
  try {
    sim = await startClusterSim({
      port: options.port,
      host: options.host,
      ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
      ...(options.controlFile === undefined ? {} : { controlPort: options.controlPort }),
      onFailure(error) {
        process.stderr.write(`${error.message}\n`);
        process.exit(EXIT_CANNOT_WRITE);
      },
    });
  } catch (error) {
    if (error instanceof DataFolderInUseError) return fail(EXIT_FOLDER_IN_USE, error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") return fail(EXIT_PORT_TAKEN, `Port ${options.port} is taken by another process.`);
    return fail(1, message);
  }
  const stopDemo = options.demo ? startDataCentre(sim.environment) : () => {};
  const stop = async (): Promise<void> => {
    stopDemo();
    await sim.stop();
    process.exit(0);
  };
  stopOnSignals(stop, options.exitWithParent);
  if (options.kubeconfig !== undefined) await sim.writeKubeconfig(options.kubeconfig);
  if (options.controlFile !== undefined) {
    await writeFile(options.controlFile, `${sim.controlUrl}\n`, { mode: 0o600 });
  }
  const line = { url: sim.url, kubeconfig: options.kubeconfig ?? null };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

interface Options {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly controlFile: string | undefined;
  readonly controlPort: number;
  readonly demo: boolean;
  readonly exitWithParent: boolean;
}

function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "0" },
        host: { type: "string", default: "127.0.0.1" },
        "data-dir": { type: "string" },
        kubeconfig: { type: "string" },
        "control-file": { type: "string" },
        "control-port": { type: "string", default: "0" },
        demo: { type: "boolean", default: false },
        "exit-with-parent": { type: "boolean", default: false },
      },
    });
    const port = Number(values.port);
    const controlPort = Number(values["control-port"]);
    if (!isPort(port)) return `--port ${values.port} is no port`;
    if (!isPort(controlPort)) return `--control-port ${values["control-port"]} is no port`;
    return {
      port,
      controlPort,
      controlFile: values["control-file"],
      host: values.host,
      dataDir: values["data-dir"],
      kubeconfig: values.kubeconfig,
      demo: values.demo,
      exitWithParent: values["exit-with-parent"],
    };
  } catch (error) {
    return (error as Error).message;
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function stopOnSignals(stop: () => Promise<void>, exitWithParent: boolean): void {
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (!exitWithParent) return;
  process.stdin.once("end", stop);
  process.stdin.once("close", stop);
  process.stdin.once("error", stop);
  process.stdin.resume();
}

function fail(code: number, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
