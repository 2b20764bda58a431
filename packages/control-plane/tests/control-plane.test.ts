import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import { readyLabel } from "@resource-manager/laboratory/conventions";
import { conditionOf, type Node } from "@resource-manager/laboratory/kubernetes-objects";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlPlane, startControlPlane } from "../src/start-control-plane.ts";
import { processesThatName, spawnOwner } from "./processes.ts";

const onProgress = (line: string): void => console.error(line);
const server = { gpus: 8, gpuModel: "NVIDIA-L40S", cpu: "64", ram: "512Gi" };

test("two run side by side, and each leaves nothing behind", async () => {
  const [first, second] = await Promise.all([startControlPlane({ onProgress }), startControlPlane({ onProgress })]);
  expect(first.server).not.toBe(second.server);
  expect(first.version).toBe("v1.37.2");
  expect(await runPod(first, "only-first")).toBe("Running");
  const { stdout, exitCode } = await second.kubectl(["get", "nodes", "-o", "name"]);
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 0 });

  await first.stop();
  await first.stop();
  expect(await processesThatName(first.dataDir)).toEqual([]);
  expect(await exists(first.dataDir)).toBe(false);
  expect((await second.kubectl(["get", "--raw=/readyz"])).stdout).toBe("ok");
  await second.stop();
  expect(await processesThatName(second.dataDir)).toEqual([]);
  expect(await exists(second.dataDir)).toBe(false);
});

test("SIGKILL of its owner leaves no process and no folder", async () => {
  const owner = await spawnOwner();
  expect((await processesThatName(owner.dataDir)).length).toBeGreaterThanOrEqual(5);
  owner.kill("SIGKILL");
  await expect.poll(() => processesThatName(owner.dataDir), { timeout: 5_000 }).toEqual([]);
  await expect.poll(() => exists(owner.dataDir), { timeout: 5_000 }).toBe(false);
});

test("a kept folder goes on where it was, also after SIGKILL, and belongs to one control plane at a time", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "kept-control-plane-"));
  try {
    const owner = await spawnOwner(dataDir);
    await expect(startControlPlane({ dataDir })).rejects.toThrow(
      `belongs to the control plane of process ${owner.pid}`,
    );
    const uid = await clusterId(owner.kubeconfigPath);
    owner.kill("SIGKILL");
    await expect.poll(() => processesThatName(dataDir), { timeout: 5_000 }).toEqual([]);

    const second = await startControlPlane({ dataDir, onProgress });
    expect(await clusterId(second.kubeconfigPath)).toBe(uid);
    expect(await runPod(second, "kept")).toBe("Running");
    const stopping = performance.now();
    await second.stop();
    expect(performance.now() - stopping).toBeLessThan(5_000);
    expect(await processesThatName(dataDir)).toEqual([]);

    await using third = await startControlPlane({ dataDir, onProgress });
    await using lab = await openLaboratory({ kubeconfigPath: third.kubeconfigPath });
    const pod = await lab.waitForPod("default", "kept", (seen) => seen !== undefined);
    expect(pod?.status.phase).toBe("Running");
    // Its virtual kubelet has taken it over: it serves its log, at another port than before, and acts on it.
    const log = () => lab.connection.request("GET", "/api/v1/namespaces/default/pods/kept/log?tailLines=1");
    await expect.poll(async () => (await log()).status, { timeout: 10_000 }).toBe(200);
    expect((await log()).text).toMatch(/^[^\n]+\n$/);
    await lab.deletePod("default", "kept");
    await lab.waitForPod("default", "kept", (seen) => seen === undefined);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

test("the API server can go, hang and come back, and pods go on", async () => {
  await using controlPlane = await startControlPlane({ onProgress });
  await using lab = await openLaboratory({ kubeconfigPath: controlPlane.kubeconfigPath });
  expect(await runPod(controlPlane, "before")).toBe("Running");
  const ask = (timeoutMs: number) => lab.connection.request("GET", "/readyz", { timeoutMs });

  await controlPlane.stopApiServer();
  await expect(ask(5_000)).rejects.toThrow(/ECONNREFUSED|other side closed|terminated/);
  await controlPlane.startApiServer();
  expect((await ask(5_000)).status).toBe(200);
  await lab.deletePod("default", "before");
  await lab.waitForPod("default", "before", (pod) => pod === undefined);

  await controlPlane.restartApiServer({ kill: true });
  await lab.createForeignPod({ namespace: "default", name: "after-kill" });
  await lab.waitForPod("default", "after-kill", (pod) => pod?.status.phase === "Running");

  await controlPlane.pauseApiServer();
  await expect(ask(500)).rejects.toThrow(/timeout/i);
  await controlPlane.resumeApiServer();
  expect((await ask(5_000)).status).toBe(200);
  await lab.deletePod("default", "after-kill");
  await lab.waitForPod("default", "after-kill", (pod) => pod === undefined);
});

test("a dead kubelet renews no Lease, and after its grace period the node controller says so", async () => {
  await using controlPlane = await startControlPlane({ onProgress, nodeLeaseSeconds: 4, nodeGraceSeconds: 6 });
  await using lab = await openLaboratory({ kubeconfigPath: controlPlane.kubeconfigPath });
  await lab.addServers([
    { name: "alive", ...server },
    { name: "dead", ...server },
  ]);
  await lab.createForeignPod({ namespace: "default", name: "on-dead", server: "dead" });
  await lab.waitForPod("default", "on-dead", (pod) => pod?.status.phase === "Running");
  const lease = async (name: string): Promise<string> => {
    const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`;
    return ((await lab.connection.request("GET", path)).json as { spec: { renewTime: string } }).spec.renewTime;
  };
  // Only the label: nobody writes the conditions for the node controller.
  const body = { metadata: { labels: { [readyLabel]: "false" } } };
  const contentType = "application/merge-patch+json";
  expect((await lab.connection.request("PATCH", "/api/v1/nodes/dead", { body, contentType })).status).toBe(200);
  const renewed = { alive: await lease("alive"), dead: await lease("dead") };

  const node = await lab.waitForNode("dead", (seen) => conditionOf(seen, "Ready")?.status !== "True", {
    timeoutMs: 30_000,
  });
  expect(conditionOf(node, "Ready")).toMatchObject({ status: "Unknown", reason: "NodeStatusUnknown" });
  await lab.waitForPod(
    "default",
    "on-dead",
    (pod) => pod !== undefined && conditionOf(pod, "Ready")?.status === "False",
  );
  expect(await lease("dead")).toBe(renewed.dead);
  expect(await lease("alive")).not.toBe(renewed.alive);
  expect(conditionOf((await lab.getNode("alive")) as Node, "Ready")?.status).toBe("True");
});

describe("one for small questions", () => {
  let controlPlane: ControlPlane;
  beforeAll(async () => {
    controlPlane = await startControlPlane({ onProgress, users: ["mallory"], audit: true });
  });
  afterAll(() => controlPlane?.stop());

  test("another user has a kubeconfig, and the audit log says who did what", async () => {
    await using connection = await openClusterConnection(controlPlane.userKubeconfigPaths.mallory ?? "");
    const body = { metadata: { name: "made-by-mallory" } };
    expect((await connection.request("POST", "/api/v1/namespaces", { body })).status).toBe(201);
    await expect
      .poll(async () => auditEntries(await readFile(controlPlane.auditLogPath, "utf8")), { timeout: 5_000 })
      .toContainEqual(expect.objectContaining({ user: "mallory", verb: "create", name: "made-by-mallory", code: 201 }));
  });

  test("kubectl answers with its output and its exit code", async () => {
    const manifest = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "applied" } });
    expect(await controlPlane.kubectl(["apply", "-f", "-"], { input: manifest })).toMatchObject({
      exitCode: 0,
      stdout: "namespace/applied created\n",
    });
    const failed = await controlPlane.kubectl(["get", "pod", "none"]);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain("NotFound");
  });

  test("a port that is taken is refused in plain words", async () => {
    const port = Number(new URL(controlPlane.server).port);
    await expect(startControlPlane({ port })).rejects.toThrow(`port ${port} of 127.0.0.1 cannot be used`);
  });
});

async function runPod(controlPlane: ControlPlane, name: string): Promise<string | undefined> {
  await using lab = await openLaboratory({ kubeconfigPath: controlPlane.kubeconfigPath });
  await lab.addServer({ name: `server-of-${name}`, ...server });
  await lab.createForeignPod({ namespace: "default", name, gpus: 1 });
  const pod = await lab.waitForPod("default", name, (seen) => seen?.status.phase === "Running");
  return pod?.status.phase;
}

async function clusterId(kubeconfigPath: string): Promise<string> {
  await using connection = await openClusterConnection(kubeconfigPath);
  const { json } = await connection.request("GET", "/api/v1/namespaces/kube-system");
  return (json as { metadata: { uid: string } }).metadata.uid;
}

function auditEntries(log: string): object[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .map((entry) => ({
      user: entry.user.username,
      verb: entry.verb,
      name: entry.objectRef?.name,
      code: entry.responseStatus?.code,
    }));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
