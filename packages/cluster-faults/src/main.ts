import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { clusterControlIn } from "./cluster-control.ts";
import { type ControlServer, startControlServer } from "./control-server.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { type MainOptions, mainHelp, readMainOptions } from "./main-options.ts";

const exitUsage = 2;

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const options = readMainOptions(args);
  if (!options.ok) return fail(exitUsage, `${options.error}\n\n${mainHelp}`);
  if (options.value === "help") return console.log(mainHelp);
  try {
    const proxy = await start(options.value);
    const control = await openControl(proxy, options.value);
    stopOnSignals(proxy, control);
    console.log(JSON.stringify({ server: proxy.server, control: control?.address ?? null }));
  } catch (error) {
    fail(1, (error as Error).message);
  }
}

async function start(options: MainOptions): Promise<FaultProxy> {
  const { kubeconfigPath, context, port, seed, clusterControlFile, ownKubeconfig } = options;
  const secret = await secretIn(ownKubeconfig);
  const proxy = await startFaultProxy({
    kubeconfigPath,
    context,
    port,
    seed,
    ...(secret === undefined ? {} : { secret }),
    control: clusterControlFile === undefined ? undefined : clusterControlIn(clusterControlFile),
  });
  await mkdir(dirname(ownKubeconfig), { recursive: true });
  await proxy.writeKubeconfig(ownKubeconfig);
  return proxy;
}

async function openControl(
  proxy: FaultProxy,
  { controlFile, controlPort }: MainOptions,
): Promise<ControlServer | undefined> {
  if (controlFile === undefined) return undefined;
  const control = await startControlServer(proxy, { port: controlPort, secret: await secretIn(controlFile) });
  await writeFile(controlFile, `${control.address}\n`, { mode: 0o600 });
  return control;
}

/** The secret at the end of the address that was written there at the last start: who knows it can go on with it. */
async function secretIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return /http:\/\/127\.0\.0\.1:\d+\/(?:through\/)?([\w-]{20,})/.exec(text)?.[1];
}

function stopOnSignals(proxy: FaultProxy, control: ControlServer | undefined): void {
  const stop = (): void => void Promise.all([control?.close(), proxy.close()]).then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function fail(code: number, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
