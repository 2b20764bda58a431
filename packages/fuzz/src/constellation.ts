import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeKubeconfigFile } from "@resource-manager/cluster-sim/kubeconfig";
import { startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { buildSchema, type GraphQLSchema } from "graphql";
import { type ApiProcess, startApiProcess } from "./api-process.ts";
import { startWatchInjector, type WatchInjector } from "./watch-injector.ts";

/** What is fuzzed: an API process on an embedded cluster with a few servers and pods, and a way into its watches. */
export interface Constellation extends AsyncDisposable {
  readonly api: ApiProcess;
  readonly laboratory: Laboratory;
  readonly injector: WatchInjector;
  readonly schema: GraphQLSchema;
}

const schemaFile = new URL("../../../apps/api/schema.graphql", import.meta.url);

export async function startConstellation(): Promise<Constellation> {
  await using stack = new AsyncDisposableStack();
  const schema = buildSchema(await readFile(schemaFile, "utf8"));
  const folder = await mkdtemp(join(tmpdir(), "fuzz-cluster-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const cluster = stack.use(await startClusterSim());
  const injector = stack.use(await startWatchInjector(cluster.url));
  const [direct, through] = [join(folder, "direct"), join(folder, "through")];
  await cluster.writeKubeconfig(direct);
  await writeKubeconfigFile(through, injector.url, cluster.token);
  const laboratory = stack.use(await openLaboratory({ kubeconfigPath: direct }));
  const servers = ["gpu-1", "gpu-2", "gpu-3"];
  await laboratory.addServers(
    servers.map((name) => ({ name, gpus: 8, gpuModel: "H100", ram: "512Gi", labels: { zone: "a" } })),
  );
  for (const server of servers)
    await laboratory.createForeignPod({ namespace: "default", name: `foreign-${server}`, server, gpus: 1 });
  const api = stack.use(await startApiProcess(through));
  for (const name of ["ours-1", "ours-2"]) await createPod(api.url, name);
  const running = stack.move();
  return { api, laboratory, injector, schema, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function createPod(url: string, name: string): Promise<void> {
  const query = `mutation { createPod(input: { namespace: "test-team", name: "${name}", image: "trainer:1",
    resources: { gpus: 1, cpu: "1", ram: "1Gi" } }) { __typename ... on UserError { message } } }`;
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  if (!text.includes('"CreatePodSuccess"')) throw new Error(`the pod ${name} was not made: ${text}`);
}
