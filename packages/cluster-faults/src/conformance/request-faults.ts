import { expect, test } from "vitest";
import type { FaultOrder } from "../fault-order.ts";
import { type FaultyCluster, make, outcomeOf, path } from "./faulty-cluster.ts";

export function testRequestFaults(cluster: () => FaultyCluster): void {
  const exists = async (name: string) => (await cluster().direct.request("GET", `${path}/${name}`)).status === 200;

  test("without faults every verb does what it does without the proxy", async () => {
    const { through, direct } = cluster();
    const made = await make(through, "plain", { size: "x".repeat(200_000) });
    expect(made).toMatchObject({ status: 201, json: { metadata: { name: "plain" } } });
    for (const url of [`${path}/plain`, path, "/version", "/api/v1", "/api/v1/namespaces/default/pods/nobody"]) {
      const [seen, real] = [await through.request("GET", url), await direct.request("GET", url)];
      expect([seen.status, seen.headers["content-type"], seen.text]).toEqual([
        real.status,
        real.headers["content-type"],
        real.text,
      ]);
    }
    const patch = { body: { data: { a: "1" } }, contentType: "application/merge-patch+json" };
    expect((await through.request("PATCH", `${path}/plain`, patch)).json).toMatchObject({ data: { a: "1" } });
    const put = { body: { metadata: { name: "plain" }, data: { a: "2" } } };
    expect((await through.request("PUT", `${path}/plain`, put)).json).toMatchObject({ data: { a: "2" } });
    expect((await through.request("DELETE", `${path}/plain`)).status).toBe(200);
    expect(await exists("plain")).toBe(false);
  });

  test("nobody is let through without the secret, whatever credentials the cluster has", async () => {
    const { origin } = new URL(cluster().through.server);
    const answer = await fetch(`${origin}${path}`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ kind: "Status", reason: "Unauthorized", code: 401 });
    expect((await fetch(`${origin}/through/guessed${path}`)).status).toBe(401);
  });

  test("latency makes its requests wait, and no others", async () => {
    const { proxy, through } = cluster();
    await proxy.add({ fault: "latency", ms: 400, jitterMs: 50, resource: "configmaps", verbs: ["list"] });
    const took = async (url: string): Promise<number> => {
      const since = performance.now();
      expect((await through.request("GET", url)).status).toBe(200);
      return performance.now() - since;
    };
    expect(await took(path)).toBeGreaterThanOrEqual(399);
    expect(await took("/api/v1/namespaces/default")).toBeLessThan(399);
    expect(proxy.faults()).toMatchObject([{ matched: 1, fired: 1 }]);
  });

  test("a request that is held goes on when the fault is over; one whose client is gone never reaches the cluster", async () => {
    const { proxy, through } = cluster();
    const { id } = await proxy.add({ fault: "hold", verbs: ["create"], skip: 1 });
    expect(await outcomeOf(make(through, "goes-by"))).toBe("answered 201");
    const held = make(through, "held");
    await expect.poll(() => proxy.find(id)?.holding).toBe(1);
    expect(await exists("held")).toBe(false);
    const leaving = new AbortController();
    const url = `${through.server}${path}`;
    const body = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "left" } });
    const headers = { "content-type": "application/json" };
    const left = fetch(url, { method: "POST", body, headers, signal: leaving.signal }).catch(() => "left");
    await expect.poll(() => proxy.find(id)?.holding).toBe(2);
    leaving.abort();
    await expect.poll(() => proxy.find(id)?.holding).toBe(1);
    proxy.remove(id);
    expect([await outcomeOf(held), await left]).toEqual(["answered 201", "left"]);
    expect([await exists("held"), await exists("left")]).toEqual([true, false]);
  });

  test("a request that lands late: its client is long gone when the cluster does it", async () => {
    const { proxy, through } = cluster();
    const { id } = await proxy.add({ fault: "land-late", verbs: ["create"], times: 2 });
    const leaving = new AbortController();
    const left = fetch(`${through.server}${path}`, {
      method: "POST",
      body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "late" } }),
      headers: { "content-type": "application/json" },
      signal: leaving.signal,
    }).catch(() => "left");
    await expect.poll(() => proxy.find(id)?.holding).toBe(1);
    const stays = make(through, "patient");
    await expect.poll(() => proxy.find(id)?.holding).toBe(2);
    leaving.abort();
    expect(await left).toBe("left");
    expect([await exists("late"), await exists("patient")]).toEqual([false, false]);
    proxy.remove(id);
    expect(await outcomeOf(stays)).toBe("answered 201");
    expect(await proxy.landed()).toEqual([201]);
    expect(await exists("late")).toBe(true);
  });

  test("an answer that is held: the effect is done, and its client hears of it when the fault is over", async () => {
    const { proxy, through } = cluster();
    const { id } = await proxy.add({ fault: "hold-answer", verbs: ["create"], times: 1 });
    const held = make(through, "held-answer");
    await expect.poll(() => proxy.find(id)?.holding).toBe(1);
    expect(await exists("held-answer")).toBe(true);
    proxy.remove(id);
    expect(await held).toMatchObject({ status: 201, json: { metadata: { name: "held-answer" } } });
  });

  test("a dropped connection: the request never reaches the cluster", async () => {
    const { proxy, through } = cluster();
    await proxy.add({ fault: "drop", verbs: ["create"], name: "dropped" });
    expect(await outcomeOf(make(through, "dropped"))).toBe("ECONNRESET");
    expect(await exists("dropped")).toBe(false);
    expect(await outcomeOf(make(through, "other"))).toBe("answered 201");
  });

  test("a lost answer: the effect is done", async () => {
    const { proxy, through } = cluster();
    await proxy.add({ fault: "lose-answer", verbs: ["create"], times: 1 });
    expect(await outcomeOf(make(through, "lost"))).toBe("ECONNRESET");
    expect(await exists("lost")).toBe(true);
    const again = await make(through, "lost");
    expect(again).toMatchObject({ status: 409, json: { reason: "AlreadyExists" } });
  });

  test("an answer that breaks off in its middle: the effect is done, and the half is there", async () => {
    const { proxy, through } = cluster();
    await proxy.add({ fault: "lose-answer", part: "half", name: "half", times: 1 });
    const answer = await fetch(`${through.server}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ metadata: { name: "half" } }),
    });
    expect(answer.status).toBe(201);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toMatch(/^\{"kind":"ConfigMap"/);
    await expect(reader.read()).rejects.toThrow();
    expect(await exists("half")).toBe(true);
  });

  test("429 comes with Retry-After, as priority and fairness answers, and nothing is done", async () => {
    const { proxy, through } = cluster();
    await proxy.add({ fault: "too-many-requests", retryAfterSeconds: 3, verbs: ["create"] });
    const answer = await make(through, "refused");
    expect([answer.status, answer.headers["retry-after"], answer.text]).toEqual([
      429,
      "3",
      "Too many requests, please try again later.\n",
    ]);
    expect(await exists("refused")).toBe(false);
  });

  test.each<[FaultOrder["fault"] & ("internal-error" | "unavailable"), number, string]>([
    ["internal-error", 500, "InternalError"],
    ["unavailable", 503, "ServiceUnavailable"],
  ])("%s is HTTP %d with the Status %s, and nothing is done", async (fault, code, reason) => {
    const { proxy, through } = cluster();
    await proxy.add({ fault });
    const answer = await make(through, "refused");
    expect(answer.status).toBe(code);
    expect(answer.json).toMatchObject({ kind: "Status", apiVersion: "v1", status: "Failure", reason, code });
    expect(await exists("refused")).toBe(false);
  });

  test("a conflict is, byte for byte, the cluster's own", async () => {
    const { proxy, through, direct } = cluster();
    await make(direct, "contested");
    const stale = { body: { metadata: { name: "contested", resourceVersion: "1" } } };
    const real = await direct.request("PUT", `${path}/contested`, stale);
    expect(real.status).toBe(409);
    await proxy.add({ fault: "conflict", verbs: ["update"] });
    const answer = await through.request("PUT", `${path}/contested`, { body: { metadata: { name: "contested" } } });
    expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([
      real.status,
      real.headers["content-type"],
      real.text,
    ]);
  });

  test("410 by status", async () => {
    const { proxy, through } = cluster();
    await proxy.add({ fault: "expired", resource: "configmaps", times: 1 });
    const answer = await through.request("GET", path, { query: { resourceVersion: 5, resourceVersionMatch: "Exact" } });
    expect(answer).toMatchObject({ status: 410, json: { kind: "Status", reason: "Expired", code: 410 } });
    expect((await through.request("GET", path)).status).toBe(200);
  });

  test("a fault fits by verb, resource, subresource, namespace and name", async () => {
    const { proxy, through } = cluster();
    await make(through, "fitting");
    const hit = async (method: "GET" | "DELETE" | "PATCH", url: string): Promise<boolean> => {
      const patch = { body: {}, contentType: "application/merge-patch+json" };
      return (await through.request(method, url, method === "PATCH" ? patch : {})).status === 500;
    };
    const order = async (scope: Omit<FaultOrder, "fault">): Promise<void> => {
      proxy.clear();
      await proxy.add({ fault: "internal-error", ...scope });
    };
    await order({ verbs: ["deletecollection"], namespace: "nowhere" });
    expect(await hit("DELETE", "/api/v1/namespaces/nowhere/configmaps")).toBe(true);
    expect(await hit("DELETE", "/api/v1/namespaces/nowhere/configmaps/fitting")).toBe(false);
    await order({ resource: "pods", subresource: "status" });
    expect(await hit("PATCH", "/api/v1/namespaces/default/pods/nobody/status")).toBe(true);
    expect(await hit("PATCH", "/api/v1/namespaces/default/pods/nobody")).toBe(false);
    await order({ resource: "leases" });
    expect(await hit("GET", "/apis/coordination.k8s.io/v1/leases")).toBe(true);
    expect(await hit("GET", path)).toBe(false);
    await order({ name: "fitting", verbs: ["get", "list"] });
    expect(await hit("GET", `${path}/fitting`)).toBe(true);
    expect(await hit("GET", `${path}?fieldSelector=metadata.name%3Dfitting`)).toBe(true);
    expect(await hit("GET", `${path}/other`)).toBe(false);
    await order({ resource: "namespaces", name: "default", subresource: "" });
    expect(await hit("GET", "/api/v1/namespaces/default")).toBe(true);
    expect(await hit("GET", path)).toBe(false);
  });

  test("a share is drawn from the seed: the same order of requests, the same faults; then it is spent", async () => {
    const { proxy, through } = cluster();
    const pattern = async (seed: number): Promise<string> => {
      proxy.clear();
      await proxy.add({ fault: "internal-error", verbs: ["list"], share: 0.5, times: 10, seed });
      let hits = "";
      for (let i = 0; i < 40; i += 1) hits += (await through.request("GET", path)).status === 500 ? "x" : ".";
      expect(proxy.faults()).toMatchObject([{ state: "spent", fired: 10 }]);
      return hits;
    };
    const first = await pattern(7);
    expect(first).toMatch(/^(?=.*x\.+x)[.x]{12,}$/);
    expect(await pattern(7)).toBe(first);
    expect(await pattern(8)).not.toBe(first);
  });

  test("a fault ends when its time is over, and when it is removed", async () => {
    const { proxy, through } = cluster();
    const { id } = await proxy.add({ fault: "internal-error", forMs: 60 });
    await expect.poll(() => proxy.find(id)?.state).toBe("ended");
    const removed = await proxy.add({ fault: "internal-error" });
    expect((await through.request("GET", path)).status).toBe(500);
    expect(proxy.remove(removed.id)).toMatchObject({ state: "ended", fired: 1 });
    expect(proxy.remove(removed.id)).toBeUndefined();
    expect((await through.request("GET", path)).status).toBe(200);
  });
}
