import type { ApiResponse } from "@resource-manager/cluster-contract/api";
import { CaseContext } from "@resource-manager/cluster-contract/context";
import { at, textAt } from "@resource-manager/cluster-contract/json";
import { parkedPod, podPath, podsPath } from "@resource-manager/cluster-contract/manifests";
import type { TestCluster } from "@resource-manager/cluster-contract/test-cluster";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { findClientGoFollower } from "./support/client-go-follower.ts";
import { startClientNodeFollower } from "./support/client-node-follower.ts";
import type { Follower, FoundFollower } from "./support/follower.ts";
import { openTestCluster } from "./support/open-test-cluster.ts";
import { startTcpRelay, type TcpRelay } from "./support/tcp-relay.ts";

/** Other people's clients keep a copy of the cluster by list and watch: whatever happens, it ends as what a LIST gives. */

const settle = { timeout: 90_000, interval: 200 };

let cluster: TestCluster;
let context: CaseContext;
let namespace: string;
let relay: TcpRelay;
let count = 0;

beforeAll(async () => {
  cluster = await openTestCluster();
});
afterAll(() => cluster[Symbol.asyncDispose]());

beforeEach(async () => {
  context = new CaseContext(cluster, `f${Date.now().toString(36).slice(-6)}${count++}`);
  namespace = await context.namespace();
  relay = await startTcpRelay(cluster.kubeconfigPath);
});
afterEach(async () => {
  await relay[Symbol.asyncDispose]();
  await context.cleanUp();
});

const followers: readonly (readonly [name: string, found: FoundFollower])[] = [
  ["the informer of @kubernetes/client-node", { kind: "found", start: startClientNodeFollower }],
  ["a client-go reflector that streams what is there", await findClientGoFollower(true)],
  ["a client-go reflector that lists what is there", await findClientGoFollower(false)],
];

describe.each(followers)("%s", (name, found) => {
  if (found.kind === "missing") console.warn(`left out: ${name}. ${found.why}`);
  const start = found.kind === "found" ? found.start : async () => Promise.reject(new Error(found.why));
  const followed = test.runIf(found.kind === "found");

  followed("begins with what is there and follows every kind of change", async () => {
    for (const pod of ["a", "b"]) await create(pod);
    await using follower = await start(relay.kubeconfigPath, namespace);
    await endsAsListed(follower);
    await create("c");
    await touch("a");
    await remove("b");
    await recreate("c");
    await endsAsListed(follower);
    expect((await follower.held()).lists).toBe(1);
  });

  followed("comes through churn with its connections cut in the middle", async () => {
    await using follower = await start(relay.kubeconfigPath, namespace);
    for (let round = 0; round < 12; round++) {
      await Promise.all([create(`p${round}`), round > 0 ? touch(`p${round - 1}`) : undefined]);
      if (round % 3 === 2) relay.cut();
      if (round % 2 === 1) await remove(`p${round - 1}`);
      if (round % 4 === 3) await recreate(`p${round}`);
    }
    await endsAsListed(follower);
  });

  followed(
    "begins anew when the version it knows is forgotten (410), deletions while it was away included",
    async () => {
      for (const pod of ["goes", "stays", "changes", "is-another"]) await create(pod);
      await using follower = await start(relay.kubeconfigPath, namespace);
      await endsAsListed(follower);
      const before = (await follower.held()).lists;
      relay.sever();
      await remove("goes");
      await touch("changes");
      await recreate("is-another");
      await create("comes");
      await cluster.forgetHistory?.();
      relay.mend();
      await endsAsListed(follower);
      expect((await follower.held()).lists).toBeGreaterThan(before);
      await touch("stays");
      await remove("comes");
      await endsAsListed(follower);
    },
  );
});

/** Waits until the copy is, pod by pod and version by version, what a LIST gives. */
async function endsAsListed(follower: Follower): Promise<void> {
  await vi.waitFor(async () => expect((await follower.held()).pods).toEqual(await listed()), settle);
}

async function listed(): Promise<Record<string, string>> {
  const items = at((await cluster.api.get(podsPath(namespace))).json, "items");
  if (!Array.isArray(items)) throw new Error("the LIST gave no items");
  return Object.fromEntries(
    items.map((pod) => [
      textAt(pod, "metadata.name"),
      `${textAt(pod, "metadata.uid")}@${textAt(pod, "metadata.resourceVersion")}`,
    ]),
  );
}

function create(name: string): Promise<ApiResponse> {
  return context.create(podsPath(namespace), parkedPod(name));
}

function touch(name: string): Promise<ApiResponse> {
  const annotations = { touched: String(count++) };
  return cluster.api.patch(podPath(namespace, name), "merge", { metadata: { annotations } });
}

function remove(name: string): Promise<ApiResponse> {
  return cluster.api.delete(podPath(namespace, name), { gracePeriodSeconds: 0 });
}

async function recreate(name: string): Promise<void> {
  await remove(name);
  await create(name);
}
