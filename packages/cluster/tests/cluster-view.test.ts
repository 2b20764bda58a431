import type { ClusterViewEvent } from "@resource-manager/domain/ports/cluster";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type KubernetesClusterView, openClusterView } from "../src/cluster-view.ts";
import { type ClusterConnection, connectCluster } from "../src/connect.ts";
import { REFLECTOR_TIMINGS } from "../src/reflector-options.ts";
import { VIEW_TIMINGS, type ViewTimings } from "../src/view-timings.ts";
import { added, bookmark, deleted, rawNode, rawPod } from "./support/objects.ts";
import { REAL_CLOCK } from "./support/real-clock.ts";
import { openWatch, ScriptedApi, sendJson, status } from "./support/scripted-api.ts";

/** The real timings, 20 times as fast: what shows within 15 s in use shows within 0.75 s here. */
const FAST: ViewTimings = {
  probeEveryMs: 250,
  probeAgainMs: 50,
  probeTimeoutMs: 200,
  probeStaleMs: 500,
  watchStaleMs: 700,
  backwardsGraceMs: 400,
  tickMs: 25,
  reflector: {
    ...REFLECTOR_TIMINGS,
    silenceMs: 575,
    provingSeconds: 0.05,
    provingSilenceMs: 75,
    openMs: 200,
    confirmEmptyMs: 50,
    backoff: { firstMs: 5, longestMs: 250 },
  },
};
/** 0.75 s, and as much again for timers that are late on a busy machine. */
const STALE_WITHIN_MS = 1_500;
/** Timings under which nothing is noticed by chance: probes and silence are out of the way. */
const PATIENT: ViewTimings = { ...FAST, watchStaleMs: 60_000, reflector: { ...FAST.reflector, silenceMs: 60_000 } };

let api: ScriptedApi;
let connection: ClusterConnection;
let view: KubernetesClusterView;
let events: ClusterViewEvent[];
let warnings: string[];

beforeEach(async () => {
  api = await ScriptedApi.start();
  warnings = [];
  events = [];
  connection = await connectCluster(
    { kubeconfigPath: api.kubeconfigPath },
    { clock: REAL_CLOCK, installationId: "installation-1", onWarning: (message) => warnings.push(message) },
  );
});

afterEach(async () => {
  await view.stop();
  await connection.close();
  await api[Symbol.asyncDispose]();
});

function open(timings: ViewTimings = FAST): void {
  view = openClusterView(connection, timings);
  view.subscribe((event) => events.push(event));
}

async function openSynced(timings: ViewTimings = FAST): Promise<void> {
  open(timings);
  await view.whenSynced(AbortSignal.timeout(5_000));
  await until(() => expect([api.openWatches("pods"), api.openWatches("nodes")]).toEqual([1, 1]));
  await until(() => expect(view.freshness().stale).toBe(false));
  events.length = 0;
}

function until(check: () => void, timeout = 5_000): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 2 });
}

function pod(name: string, version = "900", nodeName = "gpu-1") {
  return rawPod({ name, version, spec: { nodeName } });
}

/** Milliseconds until the view is stale because of `why`. */
async function staleAfter(why: RegExp): Promise<number> {
  const since = performance.now();
  await until(() => expect(view.freshness()).toMatchObject({ stale: true, why: expect.stringMatching(why) }));
  return performance.now() - since;
}

describe("reading", () => {
  test("holds servers and pods, by key and by server", async () => {
    api.setList("nodes", [rawNode("gpu-1"), rawNode("gpu-2")], "1000");
    api.setList("pods", [pod("a"), pod("b"), pod("waits", "901", "")], "1000");
    await openSynced();
    expect([...view.servers().keys()]).toEqual(["gpu-1", "gpu-2"]);
    expect(view.server("gpu-2")?.allocatable.gpus).toBe(8);
    expect([...view.pods().keys()]).toEqual(["dev-team/a", "dev-team/b", "dev-team/waits"]);
    expect(view.pod({ namespace: "dev-team", name: "a" })?.server).toBe("gpu-1");
    expect(view.podsOn("gpu-1").map(({ name }) => name)).toEqual(["a", "b"]);
    expect(view.podsOn("gpu-2")).toEqual([]);
    expect(view.clusterUid).toBe(api.clusterUid);
  });

  test("asks only for managed nodes, and for the pods of all namespaces and nodes", async () => {
    await openSynced();
    const selectors = (requests: typeof api.requests) => requests.map(({ query }) => query.get("labelSelector"));
    expect(selectors(api.listRequests("nodes"))).toEqual(["!node-role.kubernetes.io/control-plane"]);
    expect(selectors(api.watchRequests("nodes"))).toEqual(["!node-role.kubernetes.io/control-plane"]);
    expect(selectors(api.listRequests("pods"))).toEqual([null]);
    expect(selectors(api.watchRequests("pods"))).toEqual([null]);
  });

  test("one watch per kind, whatever the number of readers", async () => {
    await openSynced();
    for (let reader = 0; reader < 50; reader += 1) {
      view.subscribe(() => {});
    }
    expect([api.watchRequests("pods").length, api.watchRequests("nodes").length]).toEqual([1, 1]);
  });

  test("tells what changed, after the change", async () => {
    await openSynced();
    const seen: unknown[] = [];
    view.subscribe((event) => seen.push([event, view.pods().size, view.servers().size]));
    api.send("pods", added(pod("a", "1001")), deleted(pod("a", "1002")));
    await until(() => expect(events).toHaveLength(2));
    api.send("nodes", added(rawNode("gpu-9", "1001")));
    await until(() => expect(events).toHaveLength(3));
    expect(seen).toEqual([
      [{ kind: "pod", key: "dev-team/a" }, 1, 0],
      [{ kind: "pod", key: "dev-team/a" }, 0, 0],
      [{ kind: "server", name: "gpu-9" }, 0, 1],
    ]);
    expect(view.podsOn("gpu-1")).toEqual([]);
  });

  test("a pod that moves under one name leaves no trace on its old server", async () => {
    await openSynced();
    api.send("pods", added(rawPod({ name: "a", uid: "first", version: "1001" })));
    api.send("pods", added(rawPod({ name: "a", uid: "second", version: "1002", spec: { nodeName: "gpu-2" } })));
    await until(() => expect(view.podsOn("gpu-2").map(({ uid }) => uid)).toEqual(["second"]));
    expect(view.podsOn("gpu-1")).toEqual([]);
  });

  test("the first list is one reset for each kind", async () => {
    api.setList("pods", [pod("a"), pod("b")], "1000");
    open();
    await view.whenSynced(AbortSignal.timeout(5_000));
    expect(events.filter(({ kind }) => kind !== "freshness")).toEqual([{ kind: "reset" }, { kind: "reset" }]);
  });

  test("a relist tells only the differences", async () => {
    api.setList("pods", [pod("same"), pod("gone"), pod("changed")], "1000");
    await openSynced();
    api.setList("pods", [pod("same"), pod("changed", "1500"), pod("new", "1501")], "2000");
    api.version = "2000";
    api.send("pods", { type: "ERROR", object: status(410, "Expired", "too old") });
    await until(() => expect(view.pod({ namespace: "dev-team", name: "new" })).toBeDefined());
    const keys = events.flatMap((event) => (event.kind === "pod" ? [event.key] : []));
    expect(keys.sort()).toEqual(["dev-team/changed", "dev-team/gone", "dev-team/new"]);
    expect(events).not.toContainEqual({ kind: "reset" });
  });

  test("a listener's fault is warned of, and reaches neither the others nor the watch", async () => {
    await openSynced();
    view.subscribe(() => {
      throw new Error("our own fault");
    });
    const others: ClusterViewEvent[] = [];
    view.subscribe((event) => others.push(event));
    api.send("pods", added(pod("a", "1001")));
    await until(() => expect(others).toEqual([{ kind: "pod", key: "dev-team/a" }]));
    expect(view.counters()).toMatchObject({ listenerErrors: 1, pods: { failures: 0, sinkErrors: 0 } });
    expect(warnings[0]).toContain("our own fault");
  });
});

describe("the first list", () => {
  test("is waited for, and says why it does not come", async () => {
    api.scriptList(
      "pods",
      ...Array.from(
        { length: 50 },
        () => (response: Parameters<typeof sendJson>[0]) =>
          sendJson(response, 403, status(403, "Forbidden", "pods is forbidden: no such permission")),
      ),
    );
    open();
    await expect(view.whenSynced(AbortSignal.timeout(300))).rejects.toThrow(/no such permission/);
    expect(view.synced).toBe(false);
    expect(view.freshness()).toMatchObject({
      stale: true,
      why: expect.stringMatching(/was not read yet.*no such permission/),
    });
  });

  test("comes when the cluster does", async () => {
    await api.close();
    open();
    await until(() => expect(view.freshness().why).toMatch(/nothing listens at/));
    await api.listen();
    await view.whenSynced(AbortSignal.timeout(5_000));
  });

  test("is no longer waited for when the view is stopped", async () => {
    api.scriptList("pods", () => {});
    open();
    const waiting = view.whenSynced();
    const stopped = expect(waiting).rejects.toThrow();
    await view.stop();
    await stopped;
  });
});

describe("staleness shows in time, and passes by itself", () => {
  async function recovers(): Promise<void> {
    await until(() => expect(view.freshness()).toMatchObject({ stale: false, why: null }));
    await until(() => expect(api.openWatches("pods")).toBeGreaterThan(0));
    api.send("pods", added(pod("after", "9000")));
    await until(() => expect(view.pod({ namespace: "dev-team", name: "after" })).toBeDefined());
    expect(view.counters().pods.lists).toBe(1);
  }

  test("a cluster that is gone", async () => {
    await openSynced();
    await api.close();
    expect(await staleAfter(/nothing listens at/)).toBeLessThan(STALE_WITHIN_MS);
    await until(() => expect(events).toContainEqual({ kind: "freshness" }));
    await api.listen();
    await recovers();
  });

  test("a cluster that is back is followed at once, though the watches' next attempt was far away", async () => {
    const slow = { firstMs: 60_000, longestMs: 60_000 };
    await openSynced({ ...FAST, reflector: { ...FAST.reflector, openMs: 5_000, silenceMs: 60_000, backoff: slow } });
    await api.close();
    await staleAfter(/nothing listens at/);
    await until(() => expect(view.counters().pods.failures).toBeGreaterThanOrEqual(2));
    await api.listen();
    await recovers();
  });

  test("a cluster that takes connections and says nothing more", async () => {
    await openSynced();
    api.forgetWatches("pods");
    api.forgetWatches("nodes");
    api.intercept = () => true;
    expect(await staleAfter(/does not answer|do not arrive/)).toBeLessThan(STALE_WITHIN_MS);
    api.intercept = null;
    await recovers();
  });

  test("a watch that is dead while everything else works is restarted before it is missed", async () => {
    await openSynced({ ...FAST, probeStaleMs: 10_000, watchStaleMs: 10_000 });
    api.forgetWatches("pods");
    await until(() => expect(api.watchRequests("pods").length).toBeGreaterThan(1), STALE_WITHIN_MS);
    await recovers();
    const told = events.filter(({ kind }) => kind === "freshness");
    expect(told).toEqual([]);
  });

  test("a server that opens every watch and says nothing on any", async () => {
    await openSynced();
    const mute = Array.from({ length: 20 }, () => (response: Parameters<typeof openWatch>[0]) => openWatch(response));
    api.scriptWatch("pods", ...mute);
    api.endWatches("pods");
    expect(await staleAfter(/changes of pods do not arrive: the watch of pods brought nothing/)).toBeLessThan(
      STALE_WITHIN_MS,
    );
    expect(view.counters().pods.lists).toBe(1);
  });

  test("a watch that cannot be opened while everything else works", async () => {
    await openSynced();
    api.intercept = ({ path, query }, response) => {
      const isPodWatch = path === "/api/v1/pods" && query.has("watch");
      if (isPodWatch) {
        sendJson(response, 500, status(500, "InternalError", "the watch cache is broken"));
      }
      return isPodWatch;
    };
    api.endWatches("pods");
    expect(await staleAfter(/changes of pods do not arrive: the watch cache is broken/)).toBeLessThan(STALE_WITHIN_MS);
    api.intercept = null;
    await recovers();
  });

  test("credentials that are no longer accepted", async () => {
    await openSynced();
    api.intercept = (_request, response) => {
      sendJson(response, 401, status(401, "Unauthorized", "Unauthorized"));
      return true;
    };
    expect(await staleAfter(/did not accept our credentials/)).toBeLessThan(STALE_WITHIN_MS);
    api.intercept = null;
    await recovers();
  });

  test("a quiet cluster is not stale: bookmarks and probes are proof enough", async () => {
    await openSynced();
    for (let round = 0; round < 12; round += 1) {
      api.send("pods", bookmark(String(1_001 + round)));
      api.send("nodes", bookmark(String(1_001 + round)));
      api.version = String(1_001 + round);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(view.freshness()).toMatchObject({ stale: false });
    }
    expect(view.counters().pods).toMatchObject({ watches: 1, failures: 0 });
  });

  test("observedAt moves on with every proof of life", async () => {
    await openSynced();
    const before = view.freshness().observedAt?.getTime() ?? 0;
    api.send("pods", bookmark("1001"));
    await until(() => expect(view.freshness().observedAt?.getTime()).toBeGreaterThan(before));
  });
});

test("the timings in use keep the promise: 15 s from the last sign of life to a stale view", () => {
  const { probeEveryMs, probeTimeoutMs, probeStaleMs, watchStaleMs, reflector } = VIEW_TIMINGS;
  expect(Math.max(probeStaleMs, watchStaleMs) + 1_000).toBeLessThanOrEqual(15_000);
  expect(probeEveryMs + probeTimeoutMs).toBeLessThanOrEqual(probeStaleMs);
  expect(reflector.silenceMs).toBeGreaterThan(reflector.watchSeconds * 1_000);
  expect(reflector.provingSilenceMs).toBeGreaterThan(reflector.provingSeconds * 1_000);
  expect(watchStaleMs).toBeGreaterThan(reflector.silenceMs + reflector.provingSeconds * 1_000);
});

describe("a cluster that must not be believed", () => {
  test("another cluster at the same address: nothing of it is taken in, and it is flagged while it lasts", async () => {
    api.setList("pods", [pod("a")], "1000");
    await openSynced(PATIENT);
    const own = api.clusterUid;
    api.clusterUid = "22222222-0000-4000-8000-000000000002";
    api.setList("pods", [pod("stranger", "4999")], "5000");
    api.version = "5000";
    await staleAfter(/another cluster answers/);
    api.cutAll();
    await until(() => expect(view.counters().pods.failures).toBeGreaterThan(2));
    expect([...view.pods().keys()]).toEqual(["dev-team/a"]);
    expect(view.counters().pods.lists).toBe(1);
    expect(view.freshness().suspicious).toMatch(/another cluster/);

    api.clusterUid = own;
    api.version = "1000";
    api.setList("pods", [pod("a")], "1000");
    await until(() => expect(view.freshness()).toMatchObject({ stale: false }));
    expect(view.freshness()).not.toHaveProperty("suspicious");
    await until(() => expect(view.counters().pods.lists).toBe(2));
    expect([...view.pods().keys()]).toEqual(["dev-team/a"]);
  });

  test("a failover to an older state that catches up: nothing older is taken in, then all is listed anew", async () => {
    api.setList("pods", [pod("a")], "1000");
    await openSynced({ ...PATIENT, backwardsGraceMs: 60_000 });
    api.version = "800";
    await staleAfter(/went back in time: it is at version 800 after it was at 1000/);
    api.setList("pods", [pod("a"), pod("b", "1100")], "1200");
    api.version = "1200";
    await until(() => expect(view.freshness().stale).toBe(false));
    await until(() => expect([...view.pods().keys()]).toEqual(["dev-team/a", "dev-team/b"]));
    expect(view.freshness()).not.toHaveProperty("suspicious");
    expect(view.counters().pods.lists).toBe(2);
  });

  test("a cluster that was set back for good is shown as it is, and flagged", async () => {
    api.setList("pods", [pod("a"), pod("b")], "1000");
    await openSynced(PATIENT);
    api.version = "800";
    api.setList("pods", [pod("a", "700")], "800");
    api.setList("nodes", [], "800");
    await staleAfter(/went back in time/);
    expect([...view.pods().keys()]).toEqual(["dev-team/a", "dev-team/b"]);
    await until(() => expect([...view.pods().keys()]).toEqual(["dev-team/a"]));
    await until(() => expect(view.freshness().stale).toBe(false));
    expect(view.freshness().suspicious).toMatch(/went back in time/);
  });

  test("no pods where there were some is taken in, and flagged", async () => {
    api.setList("pods", [pod("a"), pod("b")], "1000");
    await openSynced(PATIENT);
    api.setList("pods", [], "2000");
    api.version = "2000";
    api.send("pods", { type: "ERROR", object: status(410, "Expired", "too old") });
    await until(() => expect(view.freshness().suspicious).toMatch(/no pods any more, where there were 2/));
    expect(view.freshness().stale).toBe(false);
    expect(view.pods().size).toBe(0);
    expect(view.podsOn("gpu-1")).toEqual([]);
    events.length = 0;
    view.acknowledge();
    expect(view.freshness()).not.toHaveProperty("suspicious");
    expect(events).toEqual([{ kind: "freshness" }]);
  });

  test("pods that are deleted one after another are nothing suspicious", async () => {
    api.setList("pods", [pod("a")], "1000");
    await openSynced();
    api.send("pods", deleted(pod("a", "1001")));
    await until(() => expect(view.pods().size).toBe(0));
    expect(view.freshness()).not.toHaveProperty("suspicious");
  });
});

test("listPodsFresh and listNodesFresh read past the view, page by page, and count what they cannot read", async () => {
  await openSynced();
  api.setList("pods", [pod("fresh"), { metadata: {} }], "3000");
  api.setList("nodes", [rawNode("gpu-1")], "3001");
  const pods = await connection.listPodsFresh();
  expect(pods).toMatchObject({
    kind: "ok",
    value: { resourceVersion: "3000", skipped: 1, items: [{ name: "fresh" }] },
  });
  const nodes = await connection.listNodesFresh();
  expect(nodes).toMatchObject({ kind: "ok", value: { resourceVersion: "3001", items: [{ name: "gpu-1" }] } });
  expect(view.pods().size).toBe(0);

  api.scriptList("pods", (response) => sendJson(response, 403, status(403, "Forbidden", "not yours")));
  expect(await connection.listPodsFresh()).toMatchObject({
    kind: "rejected",
    reason: "Forbidden",
    message: "not yours",
  });
  api.scriptList("pods", (response) =>
    sendJson(response, 429, status(429, "TooManyRequests", "slow"), { "retry-after": "3" }),
  );
  expect(await connection.listPodsFresh()).toMatchObject({ kind: "unavailable", retryAfterMs: 3_000 });
});
