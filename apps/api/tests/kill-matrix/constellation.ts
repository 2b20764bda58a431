import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FaultProxy, startFaultProxy } from "@resource-manager/cluster-faults/fault-proxy";
import type { Laboratory } from "@resource-manager/laboratory/laboratory";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { post } from "../../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "../api-under-test.ts";
import { addGpuServer, startClusterUnderTest } from "../cluster-under-test.ts";
import { query } from "../pods.ts";

export const SERVERS = ["kill-a", "kill-b"] as const;
/** Somebody else's, beside our pods on their server. */
export const FOREIGN = { namespace: "default", name: "somebody-elses" } as const;

/** A cluster, the fault proxy in front of it, and the built API as a process of its own that reaches it through the proxy. */
export interface Constellation extends AsyncDisposable {
  readonly laboratory: Laboratory;
  readonly proxy: FaultProxy;
  readonly api: ApiUnderTest;
}

export interface Answer {
  readonly __typename: string;
  readonly message?: string;
}

export interface Mutation {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** On the cluster that the environment names, as the other black-box tests. */
export async function startConstellation(): Promise<Constellation> {
  await using stack = new AsyncDisposableStack();
  const { kubeconfigPath, laboratory } = stack.use(await startClusterUnderTest());
  for (const name of SERVERS) await addGpuServer(laboratory, name, 8);
  const folder = await mkdtemp(join(tmpdir(), "resource-manager-kill-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const proxy = stack.use(await startFaultProxy({ kubeconfigPath }));
  const through = join(folder, "kubeconfig");
  await proxy.writeKubeconfig(through);
  const api = stack.use(await startApiUnderTest(through));
  await laboratory.createForeignPod({ ...FOREIGN, server: SERVERS[0], gpus: 1, cpu: "1", ram: "1Gi" });
  const running = stack.move();
  return { laboratory, proxy, api, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Sends it; top-level errors throw, as a connection does that breaks because the process died. */
export async function send({ api }: Constellation, { name, input }: Mutation): Promise<Answer> {
  const of = name === "addNamespace" || name === "adoptNamespace" ? "teamNamespace" : name;
  const type = `${of.charAt(0).toUpperCase()}${of.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { result: ${name}(input: $input) { __typename ... on UserError { message } } }`;
  const { data, text: body } = await post(api.url, { query: text, variables: { input } });
  if (!data) throw new Error(`${name}: ${body}`);
  return data.result as Answer;
}

/** The same, where anything but a success is a fault of the test. */
export async function done(world: Constellation, name: string, input: Mutation["input"]): Promise<void> {
  const answer = await send(world, { name, input });
  if (!answer.__typename.endsWith("Success")) throw new Error(`${name} ${JSON.stringify(input)}: ${answer.message}`);
  await untilAtRest(world);
}

export interface OperationSeen {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly name: string | null;
  readonly namespace: string | null;
  readonly team: string | null;
  readonly waitingFor: string | null;
}

export async function operations({ api }: Constellation): Promise<readonly OperationSeen[]> {
  const text = "{ operations(first: 200) { id kind state name namespace team waitingFor } }";
  return (await query<{ operations: readonly OperationSeen[] }>(api.url, text)).operations;
}

/** Waits until no operation is under way. */
export async function untilAtRest(world: Constellation): Promise<void> {
  let open: readonly OperationSeen[] = [];
  await waitUntil(
    async () => {
      open = (await operations(world)).filter(({ state }) => !["DONE", "UNDONE", "FAILED"].includes(state));
      return open.length === 0 ? true : undefined;
    },
    () => `still under way: ${JSON.stringify(open)}`,
    { timeoutMs: 90_000 },
  );
}
