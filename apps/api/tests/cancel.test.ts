import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, nextResult } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, untilPod, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "gpu-1", 4);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface OperationChanged {
  readonly operationChanged: {
    readonly state: string;
    readonly waitingFor: string | null;
    readonly cancellable: boolean;
    readonly notCancellableBecause: string | null;
    readonly steps: readonly { readonly name: string; readonly state: string }[];
  };
}

it("an update that waits says why, is called off over the API, and its way back is seen step by step", async () => {
  const input = wish();
  await mutate(api.url, "createPod", input);
  await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
  await cluster.laboratory.setBehaviour(input.namespace, input.name, "resize-deferred");
  const { namespace, name } = input;
  const updated = await mutate(api.url, "updatePod", { namespace, name, resources: { cpu: "2" } });
  const id = updated.operation?.id ?? "";

  const client = connect(api.url);
  const changes = client.iterate<OperationChanged>({
    query: `subscription ($id: ID!) { operationChanged(id: $id) {
      state waitingFor cancellable notCancellableBecause steps { name state } } }`,
    variables: { id },
  });
  let seen = (await nextResult(changes)).data?.operationChanged;
  while (!seen?.waitingFor?.includes("defers")) seen = (await nextResult(changes, 30_000)).data?.operationChanged;
  expect(seen).toMatchObject({ state: "WAITING", cancellable: true, notCancellableBecause: null });

  const tried = await mutate(api.url, "cancelOperation", { id, dryRun: true });
  expect(tried).toMatchObject({ __typename: "CancelOperationSuccess", dryRun: true, operation: { state: "WAITING" } });
  expect(tried.undoes).toHaveLength(3);
  const key = { id, operationId: randomUUID() };
  const cancelled = await mutate(api.url, "cancelOperation", key);
  expect(cancelled).toMatchObject({ __typename: "CancelOperationSuccess", operation: { id } });
  while (seen?.state !== "UNDONE") seen = (await nextResult(changes, 30_000)).data?.operationChanged;
  expect(seen.steps.map((step) => step.state)).toEqual(["UNDONE", "UNDONE", "UNDONE", "UNDONE"]);
  expect(seen).toMatchObject({ cancellable: false, notCancellableBecause: "it is over (UNDONE)" });

  expect(await mutate(api.url, "cancelOperation", key)).toMatchObject({ operation: { id, state: "UNDONE" } });
  const before = await untilPod(api.url, input, (pod) => pod?.live?.requested.cpuMillis === 1_000);
  expect(before?.requested.cpuMillis).toBe(1_000);
  expect(await mutate(api.url, "cancelOperation", { id: randomUUID() })).toMatchObject({ __typename: "NotFound" });
  await client.dispose();
});
