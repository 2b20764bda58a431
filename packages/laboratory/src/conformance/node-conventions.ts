import { afterAll, beforeAll, expect, test } from "vitest";
import { readyLabel } from "../conventions.ts";
import { conditionOf, type Node, type Pod } from "../kubernetes-objects.ts";
import type { Laboratory } from "../laboratory.ts";

import type { StartCluster } from "./start-cluster.ts";

let lab: Laboratory;
const namespace = "nodes";
const server = { gpus: 8, gpuModel: "NVIDIA-H100-80GB-HBM3", cpu: "96", ram: "1Ti", storage: "10Ti" };

/** The node half of CONVENTIONS.md as tests, for any cluster that claims to obey it. */
export function testNodeConventions(start: StartCluster): void {
  let cluster: Awaited<ReturnType<StartCluster>> | undefined;
  beforeAll(async () => {
    cluster = await start();
    lab = cluster.laboratory;
    await lab.addNamespace(namespace);
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  test("a server that is added is Ready, known by its model, and as big as it was said to be", async () => {
    await lab.addServer({ name: "plain", ...server, labels: { rack: "7" } });
    const node = (await lab.getNode("plain")) as Node;
    expect(node.metadata.labels).toMatchObject({ "nvidia.com/gpu.product": server.gpuModel, rack: "7" });
    const amounts = { cpu: "96", memory: "1Ti", "ephemeral-storage": "10Ti", pods: "110", "nvidia.com/gpu": "8" };
    expect(node.status.capacity).toEqual(amounts);
    expect(node.status.allocatable).toEqual(amounts);
    expect(node.spec.taints ?? []).toEqual([]);
    expect(conditionOf(node, "Ready")).toMatchObject({ status: "True", reason: "KubeletReady" });
    for (const type of ["MemoryPressure", "DiskPressure", "PIDPressure"])
      expect(conditionOf(node, type)?.status).toBe("False");
    expect(node.status.addresses?.map((address) => address.type)).toEqual(
      expect.arrayContaining(["InternalIP", "Hostname"]),
    );
  });

  test("a NotReady server's pods are left alone until it is back", async () => {
    await lab.addServer({ name: "dying", ...server });
    const pods = ["runs", "deleted", "resized"];
    for (const name of pods) await lab.createForeignPod({ namespace, name, server: "dying", cpu: "1", ram: "1Gi" });
    for (const name of pods) await reach(name, (pod) => conditionOf(pod, "Ready")?.status === "True");

    await lab.setNotReady("dying");
    const node = (await lab.getNode("dying")) as Node;
    for (const type of ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"]) {
      expect(conditionOf(node, type)).toMatchObject({ status: "Unknown", reason: "NodeStatusUnknown" });
    }
    expect(node.spec.taints).toContainEqual(
      expect.objectContaining({ key: "node.kubernetes.io/unreachable", effect: "NoSchedule" }),
    );
    expect(conditionOf((await lab.getPod(namespace, "runs")) as Pod, "Ready")?.status).toBe("False");

    await lab.deletePod(namespace, "deleted");
    await resizeCpu("resized", "2");
    await lab.createForeignPod({ namespace, name: "late", server: "dying", pastScheduler: true });
    await passTheTime();
    expect((await lab.getPod(namespace, "deleted"))?.metadata.deletionTimestamp).toBeDefined();
    expect((await lab.getPod(namespace, "late"))?.status.phase).toBe("Pending");
    expect(cpuOf((await lab.getPod(namespace, "resized")) as Pod)).toBe("1");

    await lab.setReady("dying");
    expect(conditionOf((await lab.getNode("dying")) as Node, "Ready")?.status).toBe("True");
    await lab.waitForPod(namespace, "deleted", (pod) => pod === undefined);
    await reach("late", (pod) => pod.status.phase === "Running");
    await reach("resized", (pod) => cpuOf(pod) === "2");
    await reach("runs", (pod) => conditionOf(pod, "Ready")?.status === "True");
  });

  test("a pod that hangs on a dead server goes when it is forced", async () => {
    await lab.addServer({ name: "dead", ...server });
    await lab.createForeignPod({ namespace, name: "hangs", server: "dead" });
    await reach("hangs", (pod) => pod.status.phase === "Running");
    await lab.setNotReady("dead");
    await lab.deletePod(namespace, "hangs", { force: true });
    await lab.waitForPod(namespace, "hangs", (pod) => pod === undefined);
  });

  test("a server may be dead from the beginning", async () => {
    await lab.addServer({ name: "stillborn", ...server, ready: false });
    await lab.addServer({ name: "born-later", ...server });
    const node = (await lab.getNode("stillborn")) as Node;
    expect(node.metadata.labels?.[readyLabel]).toBe("false");
    expect(conditionOf(node, "Ready")?.status).not.toBe("True");
    await lab.setReady("stillborn");
    expect(conditionOf((await lab.getNode("stillborn")) as Node, "Ready")?.status).toBe("True");
  });

  test("a server that shrinks stays shrunk, and the scheduler knows", async () => {
    await lab.addServer({ name: "shrinks", ...server });
    await lab.shrinkServer("shrinks", { gpus: 1, ram: "512Gi" });
    await lab.cordon("shrinks");
    await lab.setNotReady("shrinks");
    await lab.setReady("shrinks");
    await lab.uncordon("shrinks");
    const node = (await lab.getNode("shrinks")) as Node;
    expect(node.status.allocatable).toMatchObject({ "nvidia.com/gpu": "1", memory: "512Gi", cpu: "96" });
    expect(node.status.capacity).toMatchObject({ "nvidia.com/gpu": "8" });
    await lab.createForeignPod({ namespace, name: "too-big", server: "shrinks", gpus: 2 });
    const refused = await reach("too-big", (pod) => conditionOf(pod, "PodScheduled")?.status === "False");
    expect(conditionOf(refused, "PodScheduled")).toMatchObject({ reason: "Unschedulable" });
  });

  test("a cordoned server takes no new pod until it is uncordoned", async () => {
    await lab.addServer({ name: "cordoned", ...server });
    await lab.cordon("cordoned");
    await lab.createForeignPod({ namespace, name: "waits", server: "cordoned" });
    await reach("waits", (pod) => conditionOf(pod, "PodScheduled")?.status === "False");
    await lab.uncordon("cordoned");
    await reach("waits", (pod) => pod.status.phase === "Running");
  });

  test("a removed server is gone", async () => {
    await lab.addServer({ name: "removed", ...server });
    await lab.removeServer("removed");
    expect(await lab.getNode("removed")).toBeUndefined();
  });

  test("a refusal is an error with its reason", async () => {
    await lab.addServer({ name: "twice", ...server });
    await expect(lab.addServer({ name: "twice", ...server })).rejects.toThrow(/409.*already exists/);
  });
}

function reach(name: string, predicate: (pod: Pod) => boolean): Promise<Pod> {
  return lab.waitForPod(namespace, name, (pod): pod is Pod => pod !== undefined && predicate(pod));
}

/** A whole life of a pod on a living server: longer than anything the dead one's kubelet would have needed. */
async function passTheTime(): Promise<void> {
  for (const name of ["first", "second", "third"]) {
    await lab.createForeignPod({ namespace, name, server: "plain" });
    await reach(name, (pod) => pod.status.phase === "Running");
    await lab.deletePod(namespace, name);
    await lab.waitForPod(namespace, name, (pod) => pod === undefined);
  }
}

async function resizeCpu(name: string, cpu: string): Promise<void> {
  const amounts = { cpu, memory: "1Gi" };
  const body = { spec: { containers: [{ name: "main", resources: { requests: amounts, limits: amounts } }] } };
  const { status, text } = await lab.connection.request(
    "PATCH",
    `/api/v1/namespaces/${namespace}/pods/${name}/resize`,
    {
      body,
      contentType: "application/strategic-merge-patch+json",
    },
  );
  expect(status, text).toBe(200);
}

const cpuOf = (pod: Pod): string | undefined => pod.status.containerStatuses?.[0]?.resources?.requests?.cpu;
