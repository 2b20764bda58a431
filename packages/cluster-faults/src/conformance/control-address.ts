import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { remoteClusterControl } from "../cluster-control.ts";
import { type ControlServer, startControlServer } from "../control-server.ts";
import { type FaultyCluster, path, type StartOwnCluster } from "./faulty-cluster.ts";

export function testControlAddress(cluster: () => FaultyCluster, start: StartOwnCluster): void {
  let control: ControlServer;
  beforeAll(async () => {
    control = await startControlServer(cluster().proxy);
  });
  afterAll(() => control.close());

  async function ask(method: string, what: string, body?: unknown) {
    const answer = await fetch(`${control.address}${what}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as unknown };
  }

  test("faults are ordered, listed with their counts, read and removed", async () => {
    const order = { fault: "internal-error", resource: "configmaps", times: 2 };
    const added = await ask("POST", "/faults", order);
    expect(added).toMatchObject({ status: 201, json: { order, state: "active", matched: 0, fired: 0 } });
    const { id } = added.json as { id: number };
    expect((await cluster().through.request("GET", path)).status).toBe(500);
    const report = { id, order, state: "active", matched: 1, fired: 1, holding: 0 };
    expect(await ask("GET", "/faults")).toEqual({ status: 200, json: [report] });
    expect(await ask("GET", `/faults/${id}`)).toEqual({ status: 200, json: report });
    expect(await ask("GET", "/")).toMatchObject({
      json: { faults: [report], openWatches: 0, target: cluster().proxy.target },
    });
    expect(await ask("DELETE", `/faults/${id}`)).toEqual({ status: 200, json: { ...report, state: "ended" } });
    expect((await ask("DELETE", `/faults/${id}`)).status).toBe(404);
    await ask("POST", "/faults", order);
    expect((await ask("DELETE", "/faults")).json).toHaveLength(1);
    expect((await ask("GET", "/faults")).json).toEqual([]);
  });

  test("an order that cannot be read is refused in words", async () => {
    expect(await ask("POST", "/faults", { fault: "latency" })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining("ms") },
    });
    expect(await ask("POST", "/faults", "{")).toMatchObject({ status: 400, json: { error: expect.any(String) } });
    expect(await ask("PUT", "/cluster", {})).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining("kubeconfig") },
    });
    expect((await ask("GET", "/elsewhere")).status).toBe(404);
  });

  test("without the secret there is nothing but a sign of life, and on the API's port there is no control", async () => {
    const { origin } = new URL(control.address);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${origin}/faults`)).status).toBe(404);
    expect((await fetch(`${cluster().proxy.server}/faults`)).status).toBe(404);
  });

  test("a cluster without a control address says that it cannot be told", async () => {
    const other = await start();
    const folder = await mkdtemp(join(tmpdir(), "cluster-faults-"));
    try {
      const { kubeconfigPath } = other;
      expect((await ask("PUT", "/cluster", { kubeconfig: join(folder, "absent") })).status).toBe(502);
      expect((await ask("PUT", "/cluster", { kubeconfig: kubeconfigPath })).status).toBe(200);
      expect(await ask("POST", "/compact")).toMatchObject({
        status: 409,
        json: { error: expect.stringContaining("control") },
      });
      const nowhere = remoteClusterControl("http://127.0.0.1:1/x");
      await cluster().proxy.replaceCluster({ kubeconfigPath, control: nowhere });
      expect((await ask("POST", "/restart")).status).toBe(502);
      await cluster().proxy.replaceCluster(other);
      expect(await ask("POST", "/compact")).toEqual({ status: 200, json: { done: "compact" } });
    } finally {
      await cluster().proxy.replaceCluster(cluster().own);
      await other.stop();
      await rm(folder, { recursive: true });
    }
  });
}
