import { describe, expect, it } from "vitest";
import { FakeClusterView } from "../testing/fake-cluster-view.ts";
import { FakeLedger } from "../testing/fake-ledger.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import {
  EPOCH,
  foreignPod,
  GPU_SERVER,
  gpus,
  INSTALLATION,
  ledgerPod,
  ledgerServer,
  observedPod,
  observedServer,
  operation,
} from "../testing/samples.ts";
import { LiveView } from "./live-view.ts";
import { podQuery } from "./pod-table.ts";

async function started() {
  const [ledger, view, clock] = [new FakeLedger(), new FakeClusterView(), new ManualClock()];
  view.setServer(observedServer("gpu-1"));
  view.setServer(observedServer("gpu-2"));
  const live = new LiveView({
    ledger,
    view,
    clock,
    installationId: INSTALLATION,
    toleratedTaints: new Set(),
    epoch: EPOCH,
  });
  await live.start();
  return { ledger, view, clock, live };
}

const key = (name: string) => ({ namespace: "test-team", name });

describe("what is available on a server", () => {
  it("counts a pod once, whether the ledger, the cluster or both hold it", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 3, "gpu-1");
    ledger.commit({ pods: [pod] });
    expect(live.server("gpu-1")?.allocated).toEqual(gpus(3));
    view.setPod(observedPod(pod));
    expect(live.server("gpu-1")?.allocated).toEqual(gpus(3));
    expect(live.server("gpu-1")?.available.gpus).toBe(5);
    expect(live.server("gpu-1")).toMatchObject({ podCount: 1, foreignPodCount: 0 });
  });

  it("counts the larger of what ledger and cluster say, resource by resource", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 2, "gpu-1");
    ledger.commit({ pods: [pod] });
    const held = { ...gpus(2), cpuMillis: 9_000, ramBytes: 1 };
    view.setPod(observedPod(pod, { held, effective: held }));
    expect(live.server("gpu-1")?.allocated).toEqual({ ...gpus(2), cpuMillis: 9_000 });
  });

  it("holds both servers while a recreation moves a pod", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 2, "gpu-1");
    view.setPod(observedPod(pod));
    const [old] = pod.allocations;
    if (!old) throw new Error("the sample has an allocation");
    const moving = {
      ...pod,
      allocations: [old, { ...old, id: "second", server: "gpu-2", held: gpus(4), clusterUid: null }],
    };
    ledger.commit({ pods: [moving] });
    expect(live.server("gpu-1")?.allocated.gpus).toBe(2);
    expect(live.server("gpu-2")?.allocated.gpus).toBe(4);
    expect(live.pod(key("train"))?.serverName).toBe("gpu-1");
  });

  it("counts foreign pods, and ours that the ledger does not know, apart", async () => {
    const { view, live } = await started();
    view.setPod(foreignPod("other", 2, "gpu-1"));
    view.setPod(observedPod(ledgerPod("orphan", 1, "gpu-1")));
    expect(live.server("gpu-1")).toMatchObject({ foreign: { gpus: 3 }, allocated: { gpus: 3 }, foreignPodCount: 2 });
    expect([...live.pods.rows()]).toEqual([]);
    view.removePod("test-team/other");
    view.removePod("test-team/orphan");
    expect(live.server("gpu-1")?.allocated.gpus).toBe(0);
  });

  it("keeps a foreign pod that has the name of one of ours apart from it", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 2, "gpu-1");
    view.setPod(foreignPod("train", 1, "gpu-1"));
    ledger.commit({ pods: [pod] });
    expect(live.server("gpu-1")).toMatchObject({ foreign: { gpus: 1 }, allocated: { gpus: 3 }, podCount: 1 });
    expect(live.pod(key("train"))?.live).toBeNull();
  });

  it("does not count a terminal pod, beyond what the ledger still holds for it", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 2, "gpu-1");
    ledger.commit({ pods: [pod] });
    view.setPod(observedPod(pod, { terminal: true, status: "SUCCEEDED" }));
    expect(live.server("gpu-1")?.allocated.gpus).toBe(2);
    ledger.commit({ pods: [{ ...pod, allocations: [] }] });
    expect(live.server("gpu-1")?.allocated.gpus).toBe(0);
    expect(live.pod(key("train"))?.status).toBe("SUCCEEDED");
  });

  it("is nothing on a server that is not ready, cordoned or tainted, and says why", async () => {
    const { view, live } = await started();
    const taints = [{ key: "maintenance", value: "", effect: "NoSchedule" as const }];
    for (const change of [{ ready: "NOT_READY" as const }, { cordoned: true }, { taints }]) {
      view.setServer(observedServer("gpu-1", change));
      expect(live.server("gpu-1")?.available.gpus).toBe(0);
      expect(live.server("gpu-1")?.unavailableReason).toContain("gpu-1");
    }
    view.setServer(observedServer("gpu-1"));
    expect(live.server("gpu-1")?.available).toEqual(GPU_SERVER);
  });

  it("comes from the ledger's last look while the cluster has not been heard", async () => {
    const [ledger, view, clock] = [new FakeLedger(), new FakeClusterView(), new ManualClock()];
    view.synced = false;
    ledger.commit({ servers: [ledgerServer("gpu-1", { foreign: gpus(2) })], pods: [ledgerPod("train", 3, "gpu-1")] });
    const live = new LiveView({
      ledger,
      view,
      clock,
      installationId: INSTALLATION,
      toleratedTaints: new Set(),
      epoch: EPOCH,
    });
    await live.start();
    expect(live.server("gpu-1")).toMatchObject({ foreign: { gpus: 2 }, allocated: { gpus: 5 } });
    expect(live.pod(key("train"))).toMatchObject({ status: "UNKNOWN", reason: "ClusterNotHeard" });
    view.replaceAll([observedServer("gpu-1")], [foreignPod("other", 1, "gpu-1")]);
    await live.caughtUp();
    expect(live.server("gpu-1")).toMatchObject({ foreign: { gpus: 1 }, allocated: { gpus: 4 } });
    expect(live.pod(key("train"))).toMatchObject({ status: "UNKNOWN", reason: "Missing" });
  });

  it("stays visible on a server that left the cluster while the ledger holds something there", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 2, "gpu-1");
    ledger.commit({ pods: [pod], servers: [ledgerServer("gpu-1", { status: "UNKNOWN", vanished: true })] });
    view.setPod(observedPod(pod));
    view.removeServer("gpu-1");
    expect(live.server("gpu-1")).toMatchObject({ status: "UNKNOWN", podCount: 1, available: { gpus: 0 } });
    expect(live.pod(key("train"))?.reason).toBe("NodeNotReady");
    view.removePod("test-team/train");
    ledger.commit({ pods: [{ ...pod, gone: true, allocations: [] }] });
    ledger.commit({ removedServers: ["gpu-1"] });
    expect(live.server("gpu-1")).toBeNull();
  });
});

describe("how a pod is", () => {
  it("is PENDING with what its operation waits for until the cluster has it", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 1, "gpu-1", { operationId: "op" });
    ledger.commit({ pods: [pod], operations: [operation("op", pod)] });
    expect(live.pod(key("train"))).toMatchObject({ status: "PENDING", message: null });
    ledger.commit({
      operations: [operation("op", pod, { state: "WAITING", waitingFor: "the cluster does not answer" })],
    });
    expect(live.pod(key("train"))).toMatchObject({ status: "PENDING", message: "the cluster does not answer" });
    view.setPod(observedPod(pod));
    ledger.commit({ operations: [operation("op", pod, { state: "DONE" })] });
    expect(live.pod(key("train"))).toMatchObject({ status: "RUNNING", message: null, openOperation: null });
  });

  it("is TERMINATING from the moment that its deletion was asked for", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 1, "gpu-1");
    ledger.commit({ pods: [pod] });
    view.setPod(observedPod(pod));
    const leaving = { ...pod, desired: "ABSENT" as const, operationId: "op" };
    ledger.commit({ pods: [leaving], operations: [operation("op", pod, { kind: "DELETE_POD" })] });
    expect(live.pod(key("train"))?.status).toBe("TERMINATING");
    view.removePod("test-team/train");
    expect(live.pod(key("train"))?.status).toBe("TERMINATING");
    ledger.commit({ pods: [{ ...leaving, gone: true, allocations: [] }] });
    expect(live.pod(key("train"))).toBeNull();
    expect(live.server("gpu-1")?.podCount).toBe(0);
  });

  it("says that the cluster lost it when nothing of ours is under way", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 1, "gpu-1");
    ledger.commit({ pods: [pod] });
    view.setPod(observedPod(pod));
    view.removePod("test-team/train");
    expect(live.pod(key("train"))).toMatchObject({ status: "UNKNOWN", reason: "Missing" });
    expect(live.server("gpu-1")?.allocated.gpus).toBe(1);
  });

  it("speaks of its server when that does not answer", async () => {
    const { ledger, view, live } = await started();
    const pod = ledgerPod("train", 1, "gpu-1");
    ledger.commit({ pods: [pod] });
    view.setPod(observedPod(pod));
    view.setServer(observedServer("gpu-1", { ready: "NOT_READY" }));
    expect(live.pod(key("train"))).toMatchObject({ status: "RUNNING", reason: "NodeNotReady" });
    view.setServer(observedServer("gpu-1"));
    expect(live.pod(key("train"))?.reason).toBeNull();
  });

  it("is not confused by the record of an earlier pod of its name", async () => {
    const { ledger, live } = await started();
    const first = ledgerPod("train", 1, "gpu-1", { id: "first" });
    const second = ledgerPod("train", 2, "gpu-2", { id: "second" });
    ledger.commit({ pods: [second] });
    ledger.commit({ pods: [{ ...first, gone: true, allocations: [] }] });
    expect(live.pod(key("train"))?.id).toBe("second");
  });
});

describe("the overview", () => {
  it("is the sum of what the lists show", async () => {
    const { ledger, view, live } = await started();
    const [a, b] = [ledgerPod("a", 3, "gpu-1"), ledgerPod("b", 6, "gpu-2")];
    ledger.commit({ pods: [a, b] });
    view.setPod(observedPod(a));
    view.setPod(observedPod(b, { status: "PENDING", reason: "ImagePullBackOff" }));
    view.setServer(observedServer("cpu-1", { gpuModel: null, allocatable: { ...GPU_SERVER, gpus: 0 } }));
    const sums = live.overview.sums();
    expect(sums.allocated.gpus).toBe(9);
    expect(sums.available.gpus).toBe(7);
    expect(sums.gpusByModel).toEqual([
      { model: "H100", servers: 2, total: 16, allocated: 9, available: 7, largestBlock: 5 },
    ]);
    expect(sums.podsByStatus).toContainEqual({ status: "RUNNING", count: 1 });
    expect(live.overview.attention(20).map((row) => row.name)).toEqual(["b"]);
    view.setServer(observedServer("gpu-1", { cordoned: true }));
    expect(live.overview.sums().available.gpus).toBe(2);
    expect(live.overview.sums().serversByStatus).toContainEqual({ status: "CORDONED", count: 1 });
  });
});

describe("a large relist", () => {
  it("is looked at in slices, and forgets what is no longer there", async () => {
    const { ledger, view, clock, live } = await started();
    const pods = Array.from({ length: 1_300 }, (_, index) => ledgerPod(`p${index}`, 0, "gpu-1"));
    ledger.commit({ pods });
    view.replaceAll(
      [observedServer("gpu-1")],
      pods.map((pod) => observedPod(pod)),
    );
    expect(live.pods.count(podQuery({ status: ["RUNNING"] }), "running")).toBeLessThan(1_300);
    clock.advance(10);
    expect(live.pods.count(podQuery({ status: ["RUNNING"] }), "running")).toBe(1_300);
    expect(live.server("gpu-2")).toBeNull();
    expect(live.pods.count(podQuery({ search: "P1299" }), "one")).toBe(1);
  });
});

describe("a row for what a command answers", () => {
  it("shows a plan, a pod that is gone already, and else the live row", async () => {
    const { ledger, view, live } = await started();
    const planned = ledgerPod("planned", 2, "gpu-1");
    expect(live.plannedRow(planned)).toMatchObject({ status: "PENDING", requested: { gpus: 2 }, live: null });
    const pod = ledgerPod("train", 1, "gpu-1");
    ledger.commit({ pods: [pod] });
    view.setPod(observedPod(pod));
    expect(live.rowOf(pod, null)).toBe(live.pod(key("train")));
    const changed = { ...pod, version: 2, spec: { ...pod.spec, image: "registry.local/train:2" } };
    expect(live.plannedRow(changed)).toMatchObject({ status: "RUNNING", version: 2, image: "registry.local/train:2" });
    expect(live.pod(key("train"))?.version).toBe(1);
    const gone = { ...pod, gone: true, goneReason: "deleted", desired: "ABSENT" as const, allocations: [] };
    ledger.commit({ pods: [gone] });
    expect(live.rowOf(gone, null)).toMatchObject({
      status: "TERMINATING",
      reason: null,
      message: "It is gone: deleted.",
    });
  });
});
