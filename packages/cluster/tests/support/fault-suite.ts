import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterControl } from "@resource-manager/cluster-faults/cluster-control";
import { type FaultProxy, startFaultProxy } from "@resource-manager/cluster-faults/fault-proxy";
import type { ObservedPod } from "@resource-manager/domain/model/pod";
import type { ClusterAnswer, PodOrder } from "@resource-manager/domain/ports/cluster";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type KubernetesClusterView, openClusterView } from "../../src/cluster-view.ts";
import { type ClusterConnection, connectCluster } from "../../src/connect.ts";
import { REAL_CLOCK } from "./real-clock.ts";

export interface OwnCluster {
  readonly kubeconfigPath: string;
  readonly control: ClusterControl;
  stop(): Promise<void>;
}

const INSTALLATION = "6d3f3f1e-0000-4000-8000-000000000001";
const NAMESPACE = "faults";
const WAIT = { timeout: 20_000, interval: 20 };

/** How the product's adapter bears each fault, with the timings that it is used with; the same on every kind of cluster. */
export function adapterUnderFaults(start: () => Promise<OwnCluster>): void {
  let own: OwnCluster;
  let folder: string;
  let proxy: FaultProxy;
  let laboratory: Laboratory;
  let connection: ClusterConnection;
  let view: KubernetesClusterView;
  let names = 0;

  beforeAll(async () => {
    own = await start();
    folder = await mkdtemp(join(tmpdir(), "adapter-faults-"));
    const kubeconfigPath = join(folder, "kubeconfig");
    proxy = await startFaultProxy(own);
    await proxy.writeKubeconfig(kubeconfigPath);
    // Past the proxy: what others do is not disturbed.
    laboratory = await openLaboratory({ kubeconfigPath: own.kubeconfigPath });
    await laboratory.addServer({ name: "gpu-1", gpus: 8, ram: "64Gi" });
    await laboratory.addNamespace(NAMESPACE);
    connection = await connectCluster({ kubeconfigPath }, { clock: REAL_CLOCK, installationId: INSTALLATION });
    view = openClusterView(connection);
    await view.whenSynced(AbortSignal.timeout(20_000));
  }, 120_000);

  afterEach(() => proxy.clear());

  afterAll(async () => {
    await view?.stop();
    await connection?.close();
    await laboratory?.close();
    await proxy?.close();
    await own?.stop();
    await rm(folder, { recursive: true });
  }, 60_000);

  const fresh = (): string => `pod-${++names}`;
  const keyOf = (name: string) => ({ namespace: NAMESPACE, name });
  const lists = (): number => view.counters().pods.lists;

  async function makeForeign(name = fresh()): Promise<string> {
    await laboratory.createForeignPod({ namespace: NAMESPACE, name });
    return name;
  }

  async function removeForeign(name: string): Promise<void> {
    await laboratory.deletePod(NAMESPACE, name, { force: true });
  }

  const seen = (name: string) => vi.waitFor(() => expect(view.pod(keyOf(name))).toBeDefined(), WAIT);
  const gone = (name: string) => vi.waitFor(() => expect(view.pod(keyOf(name))).toBeUndefined(), WAIT);
  const watching = () => vi.waitFor(() => expect(proxy.openWatches("pods")).toBe(1), WAIT);
  const isFresh = () =>
    vi.waitFor(() => expect(view.freshness()).toMatchObject({ stale: false, why: null }), { timeout: 40_000 });

  function order(name: string): PodOrder {
    return {
      ...keyOf(name),
      server: "gpu-1",
      version: 1,
      mark: {
        installationId: INSTALLATION,
        podId: `pod-${name}`,
        allocationId: `allocation-${name}`,
        team: "dev-team",
        owner: "ann@example.com",
      },
      spec: {
        image: "registry.local/train:1",
        command: [],
        env: [],
        ports: [],
        resources: { gpus: 0, cpuMillis: 100, ramBytes: 2 ** 26, storageBytes: 2 ** 26 },
        restartPolicy: "ALWAYS",
        gpuModels: [],
        server: null,
      },
    };
  }

  async function create(name = fresh()): Promise<ObservedPod> {
    const made = await connection.cluster.createPod(order(name));
    if (made.kind !== "ok") throw new Error(JSON.stringify(made));
    return made.value;
  }

  function answered<T>(answer: ClusterAnswer<T>): T {
    if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
    return answer.value;
  }

  describe("the view", () => {
    test.each(["at-once", "mid-event", "orderly"] as const)(
      "goes on after a watch is cut %s, without a list",
      async (where) => {
        await watching();
        const before = lists();
        const { id } = await proxy.add({ fault: "cut", where, resource: "pods", times: 1 });
        await seen(await makeForeign());
        expect(proxy.find(id)).toMatchObject({ fired: 1 });
        expect(lists()).toBe(before);
      },
    );

    test("gets over a half-open watch within 15 s, without a list", async () => {
      await watching();
      const before = lists();
      await proxy.add({ fault: "half-open", resource: "pods", times: 1 });
      const since = performance.now();
      await seen(await makeForeign());
      expect(performance.now() - since).toBeLessThan(15_000);
      await isFresh();
      expect(lists()).toBe(before);
    }, 60_000);

    test.each(["expired-in-stream", "expired"] as const)(
      "lists anew after %s, with deletions worked out",
      async (fault) => {
        const [goes, stays] = [await makeForeign(), await makeForeign()];
        await Promise.all([seen(goes), seen(stays)]);
        await watching();
        const before = lists();
        const { id } = await proxy.add({ fault: "hold-events", resource: "pods" });
        await removeForeign(goes);
        const comes = await makeForeign();
        expect(view.pod(keyOf(goes))).toBeDefined();
        if (fault === "expired") {
          await proxy.add({ fault, verbs: ["watch"], resource: "pods", times: 1 });
          await proxy.add({ fault: "cut", resource: "pods", times: 1 });
        } else await proxy.add({ fault, resource: "pods", times: 1 });
        await gone(goes);
        await Promise.all([seen(comes), seen(stays)]);
        expect(lists()).toBe(before + 1);
        proxy.remove(id);
        await isFresh();
        expect(view.freshness()).not.toHaveProperty("suspicious");
      },
    );

    test("is the same in the end when the pods' events come long after the nodes'", async () => {
      await watching();
      const before = lists();
      const { id } = await proxy.add({ fault: "hold-events", resource: "pods" });
      const [first, second] = [await makeForeign(), await makeForeign()];
      await removeForeign(first);
      await laboratory.addServer({ name: "gpu-later", gpus: 1, ram: "8Gi" });
      await vi.waitFor(() => expect(view.server("gpu-later")?.ready).toBe("READY"), WAIT);
      expect(view.pod(keyOf(second))).toBeUndefined();
      proxy.remove(id);
      await seen(second);
      await gone(first);
      await laboratory.removeServer("gpu-later");
      await vi.waitFor(() => expect(view.server("gpu-later")).toBeUndefined(), WAIT);
      expect(lists()).toBe(before);
    });

    test("acts on nothing older than it has seen, says that the cluster went back, and recovers by itself", async () => {
      const { resourceVersion } = await create();
      const after = await makeForeign();
      await seen(after);
      await proxy.add({ fault: "stale", version: resourceVersion });
      await proxy.add({ fault: "cut", where: "at-once", times: 2 });
      await vi.waitFor(() => expect(view.freshness().why).toMatch(/went back|[Tt]oo large resource version/), WAIT);
      expect(view.pod(keyOf(after))).toBeDefined();
      proxy.clear();
      await isFresh();
      expect(view.pod(keyOf(after))).toBeDefined();
      expect(view.freshness()).not.toHaveProperty("suspicious");
    }, 90_000);

    test("waits as long as Retry-After asks before it watches again", async () => {
      await watching();
      const refused = await proxy.add({
        fault: "too-many-requests",
        retryAfterSeconds: 3,
        verbs: ["watch"],
        resource: "pods",
        times: 1,
      });
      await proxy.add({ fault: "cut", resource: "pods", times: 1 });
      await vi.waitFor(() => expect(proxy.find(refused.id)?.fired).toBe(1), WAIT);
      const since = performance.now();
      await watching();
      expect(performance.now() - since).toBeGreaterThanOrEqual(2_500);
    });

    test("does not take another cluster's word, and goes on when its own is back", async () => {
      const mine = await makeForeign();
      await seen(mine);
      const other = await start();
      try {
        await proxy.replaceCluster(other);
        await vi.waitFor(() => expect(view.freshness().suspicious).toMatch(/another cluster/), WAIT);
        expect(view.freshness().stale).toBe(true);
        expect(view.pod(keyOf(mine))).toBeDefined();
      } finally {
        await proxy.replaceCluster(own);
        await other.stop();
      }
      await isFresh();
      expect(view.freshness()).not.toHaveProperty("suspicious");
    }, 120_000);

    test("misses nothing when the API server is killed and comes back without a history", async () => {
      const goes = await makeForeign();
      await seen(goes);
      await watching();
      const { lists: before, failures } = view.counters().pods;
      await proxy.add({ fault: "hold-events", resource: "pods" });
      await removeForeign(goes);
      await own.control.restart();
      // Until then what was held back would still arrive.
      await vi.waitFor(() => expect(view.counters().pods.failures).toBeGreaterThan(failures), WAIT);
      proxy.clear();
      const comes = await makeForeign();
      await gone(goes);
      await seen(comes);
      await isFresh();
      // It answers 410 to any version from before: one list is then right.
      expect(lists()).toBe(before + 1);
      expect(view.freshness()).not.toHaveProperty("suspicious");
    }, 120_000);
  });

  describe("a call", () => {
    test.each(["all", "half"] as const)(
      "whose answer is lost (%s) leaves its effect open; the pod is then found by its mark",
      async (part) => {
        const name = fresh();
        await proxy.add({ fault: "lose-answer", part, verbs: ["create"], resource: "pods", times: 1 });
        expect(await connection.cluster.createPod(order(name))).toMatchObject({
          kind: "unavailable",
          effectUnknown: true,
        });
        expect(await connection.cluster.createPod(order(name))).toEqual({ kind: "alreadyExists" });
        const found = answered(await connection.cluster.readPod(keyOf(name)));
        expect(found.mark).toEqual(order(name).mark);
      },
    );

    test("that is cut before it arrives leaves its effect open too, and a read is asked again", async () => {
      const name = fresh();
      await proxy.add({ fault: "drop", resource: "pods", verbs: ["create", "get"], times: 1 });
      expect(await connection.cluster.createPod(order(name))).toMatchObject({
        kind: "unavailable",
        effectUnknown: true,
      });
      expect(await connection.cluster.readPod(keyOf(name))).toEqual({ kind: "notFound" });
      await create(name);
      const { id } = await proxy.add({ fault: "drop", resource: "pods", verbs: ["get"], times: 1 });
      expect(answered(await connection.cluster.readPod(keyOf(name))).name).toBe(name);
      expect(proxy.find(id)).toMatchObject({ fired: 1 });
    });

    test("that is turned away had no effect, and knows for how long to wait", async () => {
      const name = fresh();
      await proxy.add({ fault: "too-many-requests", retryAfterSeconds: 7, resource: "pods", times: 1 });
      expect(await connection.cluster.createPod(order(name))).toMatchObject({
        kind: "unavailable",
        effectUnknown: false,
        retryAfterMs: 7_000,
      });
      expect(await laboratory.getPod(NAMESPACE, name)).toBeUndefined();
    });

    test.each(["internal-error", "unavailable"] as const)(
      "that is answered with %s may have had its effect",
      async (fault) => {
        await proxy.add({ fault, resource: "pods", times: 1 });
        expect(await connection.cluster.createPod(order(fresh()))).toMatchObject({
          kind: "unavailable",
          effectUnknown: true,
        });
      },
    );

    test("that meets a conflict says so; a create that meets the quota's is to be tried again", async () => {
      const pod = await create();
      await proxy.add({ fault: "conflict", resource: "pods", times: 2 });
      expect(await connection.cluster.setImage(pod, pod, "registry.local/train:2")).toMatchObject({ kind: "conflict" });
      expect(await connection.cluster.createPod(order(fresh()))).toMatchObject({
        kind: "unavailable",
        effectUnknown: false,
      });
      expect((await laboratory.getPod(NAMESPACE, pod.name))?.spec.containers[0]?.image).toBe("registry.local/train:1");
    });

    test("to delete whose answer is lost never reaches a namesake: it carries the uid", async () => {
      const pod = await create();
      await proxy.add({ fault: "lose-answer", verbs: ["delete"], resource: "pods", times: 1 });
      expect(await connection.cluster.deletePod(pod, pod.uid, { graceSeconds: 0 })).toMatchObject({
        kind: "unavailable",
        effectUnknown: true,
      });
      await vi.waitFor(async () => expect(await laboratory.getPod(NAMESPACE, pod.name)).toBeUndefined(), WAIT);
      await makeForeign(pod.name);
      expect(await connection.cluster.deletePod(pod, pod.uid, { graceSeconds: 0 })).toMatchObject({ kind: "conflict" });
      expect(await laboratory.getPod(NAMESPACE, pod.name)).toBeDefined();
    });

    test("is only late where the network is slow", async () => {
      await proxy.add({ fault: "latency", ms: 1_000, resource: "pods", verbs: ["create"] });
      const since = performance.now();
      await create();
      expect(performance.now() - since).toBeGreaterThanOrEqual(999);
    });
  });
}
