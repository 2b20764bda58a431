import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { type CliOptions, cliHelp, readCliOptions } from "./cli-options.ts";
import { type FaultsInFront, putFaultsInFront } from "./faults-in-front.ts";
import { gpuServers } from "./gpu-servers.ts";
import { type ControlPlane, startControlPlane } from "./start-control-plane.ts";

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const options = readCliOptions(args);
  if (!options.ok) {
    console.error(`${options.error}\n\nnpm run control-plane -- --help says what there is.`);
    return 2;
  }
  if (options.value === "help") {
    console.log(cliHelp);
    return 0;
  }
  // A signal while it starts: leave at once; whatever is half started dies with this process.
  const signalled = new Promise<undefined>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve(undefined));
  });
  try {
    const running = await Promise.race([start(options.value), signalled]);
    if (running === undefined) return 130;
    const { controlPlane, faults } = running;
    const fault = await Promise.race([signalled, controlPlane.failed]);
    console.error(fault === undefined ? "stopping" : `${fault}; stopping`);
    await faults?.close();
    await controlPlane.stop();
    return fault === undefined ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

async function start(options: CliOptions): Promise<{ controlPlane: ControlPlane; faults: FaultsInFront | undefined }> {
  const started = performance.now();
  const controlPlane = await startControlPlane({
    ...options,
    // Renewing the Leases of thousands of nodes is most of what an idle cluster does: no more than a dozen or so a second.
    nodeLeaseSeconds: Math.max(120, Math.ceil(options.servers / 4)),
    onProgress: (line) => console.error(line),
  });
  await addServers(controlPlane, options);
  const faults = options.faults ? await putFaultsInFront(controlPlane) : undefined;
  console.log(announcement(controlPlane, options, performance.now() - started, faults));
  return { controlPlane, faults };
}

async function addServers(controlPlane: ControlPlane, options: CliOptions): Promise<void> {
  await using laboratory = await openLaboratory({ kubeconfigPath: controlPlane.kubeconfigPath });
  const known = new Set((await laboratory.listNodes()).map((node) => node.metadata.name));
  const missing = gpuServers(options.servers, options).filter((server) => !known.has(server.name));
  if (missing.length > 0) console.error(`adding ${missing.length} servers`);
  await laboratory.addServers(missing);
}

function announcement(
  controlPlane: ControlPlane,
  options: CliOptions,
  tookMs: number,
  faults: FaultsInFront | undefined,
): string {
  const kubeconfigPath = faults?.kubeconfigPath ?? controlPlane.kubeconfigPath;
  return `
Kubernetes ${controlPlane.version} with ${options.servers} GPU servers runs at ${controlPlane.server} (started in ${(tookMs / 1000).toFixed(1)} s).

  --kubeconfig ${kubeconfigPath}

Resource Manager on it:   npm start -- --kubeconfig ${kubeconfigPath}
Look from the other side: ${controlPlane.kubectlPath} --kubeconfig ${controlPlane.kubeconfigPath} get pods --all-namespaces --watch
${faults === undefined ? "" : faultsHint(faults)}
${options.dataDir === undefined ? "Nothing of it is kept" : `It is kept in ${options.dataDir}`}. Ctrl-C ends it.
`;
}

function faultsHint({ controlAddress }: FaultsInFront): string {
  return `
That kubeconfig leads through the fault proxy (packages/cluster-faults/README.md), which is controlled here:
  ${controlAddress}
  curl -H 'content-type: application/json' ${controlAddress}/faults -d '{"fault":"half-open","resource":"pods","times":1}'
`;
}
