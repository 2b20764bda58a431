import type { ObservedPod, PodSpec } from "@resource-manager/domain/model/pod";
import type { ClusterAnswer, PodOrder } from "@resource-manager/domain/ports/cluster";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type KubernetesClusterView, openClusterView } from "../../src/cluster-view.ts";
import { type ClusterConnection, connectCluster } from "../../src/connect.ts";
import { openUsageView } from "../../src/usage-view.ts";
import { REAL_CLOCK } from "./real-clock.ts";

export interface RunningCluster {
  readonly kubeconfigPath: string;
  stop(): Promise<void>;
}

const INSTALLATION = "6d3f3f1e-0000-4000-8000-000000000001";
const NAMESPACE = "suite";
/** Made without Pod Security labels: the laboratory's foreign pods are not restricted ones. */
const FOREIGN = "suite-foreign";
const GIB = 2 ** 30;
const WAIT = { timeout: 20_000, interval: 20 };

/**
 * What the product needs of a cluster, told through the port; the same on every kind of cluster. `measures`: it serves metrics.k8s.io, as
 * the embedded one does and a bare control plane does not.
 */
export function clusterSuite(start: () => Promise<RunningCluster>, { measures }: { readonly measures: boolean }): void {
  let running: RunningCluster;
  let laboratory: Laboratory;
  let connection: ClusterConnection;
  let view: KubernetesClusterView;
  const warnings: string[] = [];

  beforeAll(async () => {
    running = await start();
    laboratory = await openLaboratory({ kubeconfigPath: running.kubeconfigPath });
    await laboratory.addServers([
      { name: "gpu-1", gpus: 8, gpuModel: "NVIDIA-H100", cpu: "64", ram: "512Gi", storage: "2Ti" },
      { name: "gpu-2", gpus: 4, gpuModel: "NVIDIA-A100", cpu: "32", ram: "256Gi", storage: "1Ti" },
      { name: "unmanaged", gpus: 0, cpu: "8", ram: "16Gi", labels: { "node-role.kubernetes.io/control-plane": "" } },
    ]);
    connection = await connectCluster(
      { kubeconfigPath: running.kubeconfigPath },
      {
        clock: REAL_CLOCK,
        installationId: INSTALLATION,
        priorityClassName: "resource-manager",
        onWarning: (message) => warnings.push(message),
      },
    );
    expect(await connection.cluster.ensureNamespace(NAMESPACE, "dev-team")).toEqual({ kind: "ok", value: "MADE" });
    view = openClusterView(connection);
    await view.whenSynced(AbortSignal.timeout(20_000));
  }, 120_000);

  afterAll(async () => {
    await view?.stop();
    await connection?.close();
    await laboratory?.close();
    await running?.stop();
  }, 30_000);

  function order(name: string, spec: Partial<PodSpec> = {}, server = "gpu-1"): PodOrder {
    return {
      namespace: NAMESPACE,
      name,
      server,
      version: 1,
      mark: {
        installationId: INSTALLATION,
        podId: `pod-${name}`,
        allocationId: `a-${name}`,
        team: "dev-team",
        owner: "ann@example.com",
      },
      spec: {
        image: "registry.local/train:1",
        command: [],
        env: [{ name: "MODE", value: "test" }],
        ports: [8080],
        resources: { gpus: 1, cpuMillis: 1_500, ramBytes: 2 * GIB, storageBytes: GIB },
        restartPolicy: "ALWAYS",
        gpuModels: [],
        server: null,
        ...spec,
      },
    };
  }

  /** Creates, and tries again where the namespace is so new that it is not ready yet. */
  async function create(wish: PodOrder): Promise<ObservedPod> {
    return await vi.waitFor(async () => answered(await connection.cluster.createPod(wish)), WAIT);
  }

  function seen(name: string, namespace = NAMESPACE): ObservedPod | undefined {
    return view.pod({ namespace, name });
  }

  function until(name: string, expected: Partial<ObservedPod>, namespace = NAMESPACE): Promise<void> {
    return vi.waitFor(() => expect(seen(name, namespace)).toMatchObject(expected), WAIT);
  }

  function gone(name: string, namespace = NAMESPACE): Promise<void> {
    return vi.waitFor(() => expect(seen(name, namespace)).toBeUndefined(), WAIT);
  }

  async function remove(name: string): Promise<void> {
    const pod = answered(await connection.cluster.readPod({ namespace: NAMESPACE, name }));
    expect(await connection.cluster.deletePod(pod, pod.uid, { graceSeconds: 0 })).toEqual({ kind: "ok", value: null });
    await gone(name);
  }

  test("says who it is", async () => {
    const identity = answered(await connection.cluster.identity());
    expect(identity.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(identity.version).toMatch(/^v1\./);
    expect(view.clusterUid).toBe(identity.uid);
  });

  test("shows the managed servers, and only them", () => {
    expect([...view.servers().keys()].sort()).toEqual(["gpu-1", "gpu-2"]);
    expect(view.server("gpu-1")).toMatchObject({
      gpuModel: "NVIDIA-H100",
      ready: "READY",
      cordoned: false,
      allocatable: { gpus: 8, cpuMillis: 64_000, ramBytes: 512 * GIB, storageBytes: 2_048 * GIB, podSlots: 110 },
    });
  });

  test("a pod is created on its server under Pod Security restricted, runs, and is gone after its deletion", async () => {
    const made = await create(order("journey"));
    expect(made).toMatchObject({
      status: "PENDING",
      mark: order("journey").mark,
      effective: { gpus: 1, cpuMillis: 1_500, ramBytes: 2 * GIB, storageBytes: GIB, podSlots: 1 },
    });
    await until("journey", { status: "RUNNING", server: "gpu-1", uid: made.uid, reason: null });
    expect(seen("journey")?.readyAt).toBeInstanceOf(Date);
    expect(view.podsOn("gpu-1").map(({ name }) => name)).toContain("journey");
    const raw = await laboratory.getPod(NAMESPACE, "journey");
    expect(raw?.spec).toMatchObject({ priorityClassName: "resource-manager", preemptionPolicy: "Never", priority: 0 });
    expect(warnings).toEqual([]);
    const events = answered(await connection.cluster.podEvents(made, made.uid));
    expect(events.map(({ reason }) => reason)).toContain("Scheduled");
    await remove("journey");
    expect(view.podsOn("gpu-1").map(({ name }) => name)).not.toContain("journey");
    expect(await connection.cluster.readPod(made)).toEqual({ kind: "notFound" });
    expect(await connection.cluster.deletePod(made, made.uid)).toEqual({ kind: "notFound" });
  });

  test("dry runs leave nothing behind", async () => {
    expect(await connection.cluster.createPod(order("dry"), { dryRun: true })).toMatchObject({ kind: "ok" });
    expect(await connection.cluster.readPod(order("dry"))).toEqual({ kind: "notFound" });
    const made = await create(order("kept"));
    expect(await connection.cluster.deletePod(made, made.uid, { dryRun: true })).toEqual({ kind: "ok", value: null });
    expect(await connection.cluster.readPod(made)).toMatchObject({ kind: "ok", value: { deletionRequestedAt: null } });
    await remove("kept");
  });

  test.runIf(measures)("what servers and running pods use is measured, within what they asked for", async () => {
    const made = await create(order("measured"));
    await until("measured", { status: "RUNNING" });
    const usage = openUsageView(connection, { namespaces: async () => [NAMESPACE] });
    const use = await vi.waitFor(
      () => usage.ofPod(`${NAMESPACE}/measured`) ?? Promise.reject(usage.whyUnknown()),
      WAIT,
    );
    expect(usage.whyUnknown()).toBeNull();
    expect(use.cpuMillis).toBeGreaterThan(0);
    expect(use.cpuMillis).toBeLessThanOrEqual(made.effective.cpuMillis);
    expect(use.ramBytes).toBeGreaterThan(0);
    expect(use.ramBytes).toBeLessThanOrEqual(made.effective.ramBytes);
    expect(usage.ofServer("gpu-1")?.cpuMillis).toBeGreaterThanOrEqual(use.cpuMillis);
    expect(usage.ofServer("no-such-server")).toBeNull();
    await usage.stop();
    await remove("measured");
  });

  test.runIf(!measures)("a cluster without a metrics server measures nothing, and that is said", async () => {
    const usage = openUsageView(connection, { namespaces: async () => [NAMESPACE] });
    await vi.waitFor(() => expect(usage.whyUnknown()).toContain("no metrics server is installed"), WAIT);
    expect(usage.ofServer("gpu-1")).toBeNull();
    await usage.stop();
  });

  test("a taken name, a missing namespace and a bad name are told apart", async () => {
    await create(order("taken"));
    expect(await connection.cluster.createPod(order("taken"))).toEqual({ kind: "alreadyExists" });
    expect(await connection.cluster.createPod({ ...order("lost"), namespace: "no-such-namespace" })).toEqual({
      kind: "notFound",
    });
    expect(await connection.cluster.createPod(order("Bad_Name"))).toMatchObject({
      kind: "rejected",
      reason: "Invalid",
      problems: [{ path: "metadata.name" }],
    });
    await remove("taken");
  });

  test("a deletion means one uid, never a namesake", async () => {
    const first = await create(order("again"));
    await remove("again");
    const second = await create(order("again"));
    expect(second.uid).not.toBe(first.uid);
    expect(await connection.cluster.deletePod(first, first.uid)).toMatchObject({ kind: "conflict" });
    await until("again", { uid: second.uid, status: "RUNNING" });
    await remove("again");
  });

  describe("in place", () => {
    test("CPU and RAM are resized, and what is held shows while it runs", async () => {
      await create(order("grows"));
      await until("grows", { status: "RUNNING" });
      const before = answered(await connection.cluster.readPod(order("grows")));
      const resized = answered(
        await connection.cluster.resizePod(before, before, { cpuMillis: 3_000, ramBytes: 4 * GIB }),
      );
      expect(resized.effective).toMatchObject({ gpus: 1, cpuMillis: 3_000, ramBytes: 4 * GIB });
      expect(resized.held).toMatchObject({ cpuMillis: 3_000, ramBytes: 4 * GIB });
      expect(await connection.cluster.resizePod(before, before, { cpuMillis: 1_000, ramBytes: GIB })).toMatchObject({
        kind: "conflict",
      });
      await until("grows", { resize: "NONE", held: resized.effective, uid: before.uid });
      await remove("grows");
    });

    test.each([
      ["resize-deferred", "DEFERRED", 3_000],
      ["resize-infeasible", "INFEASIBLE", 1_500],
    ] as const)("a resize that stays pending (%s) says so", async (behaviour, resize, heldMillis) => {
      await create(order("waits"));
      await until("waits", { status: "RUNNING" });
      await laboratory.setBehaviour(NAMESPACE, "waits", behaviour);
      const at = answered(await connection.cluster.readPod(order("waits")));
      expect(await connection.cluster.resizePod(at, at, { cpuMillis: 3_000, ramBytes: 2 * GIB })).toMatchObject({
        kind: "ok",
      });
      await until("waits", { resize });
      expect(seen("waits")?.held.cpuMillis).toBe(heldMillis);
      await remove("waits");
    });

    test("the image is changed, by the version that was seen only", async () => {
      await create(order("image"));
      await until("image", { status: "RUNNING" });
      const before = answered(await connection.cluster.readPod(order("image")));
      const changed = answered(await connection.cluster.setImage(before, before, "registry.local/train:2"));
      expect(changed).toMatchObject({ uid: before.uid, image: "registry.local/train:2" });
      expect(await connection.cluster.setImage(before, before, "registry.local/train:3")).toMatchObject({
        kind: "conflict",
      });
      const namesake = {
        ...answered(await connection.cluster.readPod(before)),
        uid: "6d3f3f1e-0000-4000-8000-00000000dead",
      };
      expect(await connection.cluster.setImage(before, namesake, "registry.local/train:4")).toMatchObject({
        kind: "conflict",
      });
      await until("image", { image: "registry.local/train:2" });
      await remove("image");
    });
  });

  describe("what holds a pod up or ends it", () => {
    test("an image that cannot be pulled", async () => {
      await create(order("no-image", { image: laboratory.failingImage() }));
      await until("no-image", { status: "PENDING", reason: "ImagePullBackOff" });
      await remove("no-image");
    });

    test("no room on its server", async () => {
      const asked = { gpus: 5, cpuMillis: 1_000, ramBytes: GIB, storageBytes: 0 };
      await create(order("too-big", { resources: asked }, "gpu-2"));
      await until("too-big", { status: "PENDING", reason: "Unschedulable", server: null });
      expect(seen("too-big")?.message).toMatch(/nodes are available/);
      expect(seen("too-big")?.unschedulableSince).toBeInstanceOf(Date);
      await remove("too-big");
    });

    test.each([
      ["succeed", "NEVER", { status: "SUCCEEDED", reason: "Completed", terminal: true }],
      ["fail", "NEVER", { status: "FAILED", reason: "Error", terminal: true }],
      ["oom", "NEVER", { status: "FAILED", reason: "OOMKilled", terminal: true }],
      ["evicted", "ALWAYS", { status: "FAILED", reason: "Evicted", terminal: true }],
      ["crash-loop", "ALWAYS", { status: "RUNNING", reason: "CrashLoopBackOff", terminal: false }],
    ] as const)("behaviour %s", async (behaviour, restartPolicy, expected) => {
      const name = `ends-${behaviour}`;
      await create(order(name, { restartPolicy }));
      await until(name, { status: "RUNNING" });
      await laboratory.setBehaviour(NAMESPACE, name, behaviour, "10ms");
      await until(name, expected);
      await remove(name);
    });

    test("a pod that does not stop is TERMINATING and holds what it has", async () => {
      const made = await create(order("stuck"));
      await until("stuck", { status: "RUNNING" });
      await laboratory.setBehaviour(NAMESPACE, "stuck", "stuck-stop");
      expect(await connection.cluster.deletePod(made, made.uid)).toEqual({ kind: "ok", value: null });
      await until("stuck", { status: "TERMINATING", terminal: false, held: made.held });
      expect(seen("stuck")?.deletionRequestedAt).toBeInstanceOf(Date);
      await remove("stuck");
    });
  });

  describe("what others do", () => {
    beforeAll(() => laboratory.addNamespace(FOREIGN));

    test("a foreign pod is seen without a mark, with what the scheduler counts for it", async () => {
      const sidecar = {
        name: "proxy",
        image: "registry.local/proxy:1",
        restartPolicy: "Always",
        resources: { requests: { cpu: "500m" } },
      };
      await laboratory.createForeignPod({
        namespace: FOREIGN,
        name: "foreign",
        server: "gpu-2",
        gpus: 2,
        cpu: "1",
        ram: "1Gi",
        spec: { initContainers: [sidecar] },
      });
      await until("foreign", { status: "RUNNING", mark: null, server: "gpu-2" }, FOREIGN);
      expect(seen("foreign", FOREIGN)?.effective).toMatchObject({ gpus: 2, cpuMillis: 1_500, ramBytes: GIB });
      await laboratory.deletePod(FOREIGN, "foreign", { force: true });
      await gone("foreign", FOREIGN);
    });

    test("a pod on an unmanaged node is seen; its node is not", async () => {
      await laboratory.createForeignPod({
        namespace: FOREIGN,
        name: "elsewhere",
        server: "unmanaged",
        pastScheduler: true,
      });
      await until("elsewhere", { server: "unmanaged" }, FOREIGN);
      expect(view.server("unmanaged")).toBeUndefined();
      await laboratory.deletePod(FOREIGN, "elsewhere", { force: true });
      await gone("elsewhere", FOREIGN);
    });

    test("an edit by somebody else arrives", async () => {
      await create(order("edited"));
      await until("edited", { status: "RUNNING" });
      await laboratory.editPodAs("mallory", NAMESPACE, "edited", {
        metadata: { labels: { "resource-manager.dev/allocation-id": null } },
      });
      await until("edited", { mark: null });
      await remove("edited");
    });

    test("a server is cordoned and uncordoned, by its uid only", async () => {
      const { uid } = view.server("gpu-2") ?? { uid: "" };
      const cordon = (cordoned: boolean, of = uid) =>
        connection.cluster.setCordoned({ name: "gpu-2", uid: of }, cordoned);
      expect(await cordon(true)).toEqual({ kind: "ok", value: null });
      expect(await cordon(true)).toEqual({ kind: "ok", value: null });
      await vi.waitFor(() => expect(view.server("gpu-2")).toMatchObject({ cordoned: true }), WAIT);
      expect(await cordon(false, INSTALLATION)).toMatchObject({ kind: "conflict" });
      expect(await cordon(false)).toEqual({ kind: "ok", value: null });
      await vi.waitFor(() => expect(view.server("gpu-2")).toMatchObject({ cordoned: false }), WAIT);
      expect(await connection.cluster.setCordoned({ name: "nowhere", uid }, true)).toEqual({ kind: "notFound" });
    });

    test("a server that is cordoned, shrunk, lost and back", async () => {
      const server = (expected: object) => vi.waitFor(() => expect(view.server("gpu-2")).toMatchObject(expected), WAIT);
      await laboratory.cordon("gpu-2");
      await server({ cordoned: true });
      await laboratory.uncordon("gpu-2");
      await server({ cordoned: false });
      await laboratory.shrinkServer("gpu-2", { gpus: 3 });
      await server({ allocatable: { gpus: 3 }, capacity: { gpus: 4 } });
      await laboratory.setNotReady("gpu-2");
      await server({ ready: "NOT_READY" });
      await laboratory.setReady("gpu-2");
      await server({ ready: "READY" });
    });

    test("a server that comes and goes", async () => {
      await laboratory.addServer({ name: "gpu-9", gpus: 1, ram: "8Gi" });
      await vi.waitFor(() => expect(view.server("gpu-9")?.allocatable.gpus).toBe(1), WAIT);
      await laboratory.removeServer("gpu-9");
      await vi.waitFor(() => expect(view.server("gpu-9")).toBeUndefined(), WAIT);
    });
  });

  test("the view is what a fresh list says, object by object", async () => {
    await Promise.all(Array.from({ length: 40 }, (_, index) => create(order(`many-${index}`, { resources: SMALL }))));
    await Promise.all(Array.from({ length: 40 }, (_, index) => until(`many-${index}`, { status: "RUNNING" })));
    await vi.waitFor(async () => {
      const { items, skipped } = answered(await connection.listPodsFresh());
      expect(skipped).toBe(0);
      expect(items.toSorted(byName)).toEqual([...view.pods().values()].sort(byName));
    }, WAIT);
    const nodes = answered(await connection.listNodesFresh());
    expect(nodes.items.map(({ name }) => name).sort()).toEqual([...view.servers().keys()].sort());
    await Promise.all(Array.from({ length: 40 }, (_, index) => remove(`many-${index}`)));
  }, 60_000);

  test("nothing went wrong on the way: one list, no failure, nothing skipped, fresh", () => {
    const healthy = { lists: 1, failures: 0, parseErrors: 0, skipped: 0, sinkErrors: 0, backwards: 0 };
    expect(view.counters()).toMatchObject({ pods: healthy, nodes: healthy, listenerErrors: 0 });
    expect(view.freshness()).toMatchObject({ stale: false, why: null });
    expect(view.freshness()).not.toHaveProperty("suspicious");
  });
}

const SMALL = { gpus: 0, cpuMillis: 100, ramBytes: GIB / 16, storageBytes: 0 };

function byName(a: ObservedPod, b: ObservedPod): number {
  return a.name < b.name ? -1 : 1;
}

function answered<T>(answer: ClusterAnswer<T>): T {
  if (answer.kind !== "ok") {
    throw new Error(JSON.stringify(answer));
  }
  return answer.value;
}
