import { afterEach, expect, test } from "vitest";
import { VirtualClock } from "../src/clock.ts";
import { type Answer, openSim, PODS, parkedPod, type TestSim, type WatchLine } from "./sim-client.ts";

let sim: TestSim;
afterEach(() => sim.sim.stop());

const shown = (lines: readonly WatchLine[]): string[] =>
  lines.map(({ type, object }) => `${type} ${object.metadata?.name ?? object.code}`);

const revision = async (): Promise<string> => (await sim.get(PODS)).metadata.resourceVersion;

test("objects that enter and leave a selection are ADDED and DELETED", async () => {
  sim = await openSim();
  await sim.create(PODS, parkedPod("a", { metadata: { labels: { in: "no" } } }));
  using watch = sim.watch(`${PODS}?watch=1&labelSelector=in%3Dyes&resourceVersion=${await revision()}`);
  await sim.merge(`${PODS}/a`, { metadata: { labels: { in: "yes" } } });
  await sim.merge(`${PODS}/a`, { metadata: { labels: { more: "1" } } });
  await sim.merge(`${PODS}/a`, { metadata: { labels: { in: "no", more: "2" } } });
  await sim.create(PODS, parkedPod("b", { metadata: { labels: { in: "yes" } } }));
  const lines = await watch.take(4);
  expect(shown(lines)).toEqual(["ADDED a", "MODIFIED a", "DELETED a", "ADDED b"]);
  // What leaves is shown as it was last selected, under the version in which it left.
  expect(lines[2]?.object.metadata.labels).toEqual({ in: "yes", more: "1" });
  const versions = lines.map((line) => Number(line.object.metadata.resourceVersion));
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
});

test("watchers of one change get the same bytes, each under its own selection", async () => {
  sim = await openSim();
  const since = await revision();
  using all = sim.watch(`/api/v1/pods?watch=1&resourceVersion=${since}`);
  using phase = sim.watch(`/api/v1/pods?watch=1&fieldSelector=status.phase%3DFailed&resourceVersion=${since}`);
  await sim.create(PODS, parkedPod("a"));
  const failed = { status: { phase: "Failed" } };
  await sim.call("PATCH", `${PODS}/a/status`, failed, { type: "application/merge-patch+json" });
  expect(shown(await all.take(2))).toEqual(["ADDED a", "MODIFIED a"]);
  expect(shown(await phase.take(1))).toEqual(["ADDED a"]);
  expect(phase.lines[0]?.object).toEqual(all.lines[1]?.object);
});

test("a history that is gone ends a watch with 410 in the stream", async () => {
  sim = await openSim();
  const old = await revision();
  await sim.create(PODS, parkedPod("a"));
  sim.sim.faults.compact();
  using watch = sim.watch(`${PODS}?watch=1&resourceVersion=${old}`);
  await watch.until(() => watch.ended, "end");
  expect(watch.lines[0]).toMatchObject({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } });
});

test("bookmarks come every minute, before the end, and never go back", async () => {
  const clock = new VirtualClock();
  sim = await openSim({ clock });
  await clock.advance(100);
  using watch = sim.watch(
    `${PODS}?watch=1&allowWatchBookmarks=true&timeoutSeconds=150&resourceVersion=${await revision()}`,
  );
  await sim.create(PODS, parkedPod("a"));
  await watch.take(1);
  await clock.advance(61_000);
  await watch.take(2);
  await sim.create(PODS, parkedPod("b"));
  await watch.take(3);
  await clock.advance(95_000);
  await watch.until(() => watch.ended, "end");
  expect(watch.lines.map((line) => line.type)).toEqual(["ADDED", "BOOKMARK", "ADDED", "BOOKMARK", "BOOKMARK"]);
  const versions = watch.lines.map((line) => Number(line.object.metadata.resourceVersion));
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(watch.lines[1]?.object).toEqual({ kind: "Pod", apiVersion: "v1", metadata: expect.anything() });
});

test("a watch that asks for the state gets it, then the mark where it ends, then changes", async () => {
  sim = await openSim();
  await sim.create(PODS, parkedPod("a"));
  const query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  using watch = sim.watch(`${PODS}?${query}`);
  await watch.take(2);
  await sim.create(PODS, parkedPod("b"));
  const lines = await watch.take(3);
  expect(lines.map((line) => line.type)).toEqual(["ADDED", "BOOKMARK", "ADDED"]);
  expect(lines[1]?.object.metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
});

test("stopping the cluster ends its watches", async () => {
  sim = await openSim();
  using watch = sim.watch(`${PODS}?watch=1&resourceVersion=${await revision()}`);
  await sim.create(PODS, parkedPod("a"));
  await watch.take(1);
  await sim.sim.stop();
  await watch.until(() => watch.ended, "end");
});

test("a watch resumed after a cut misses nothing and repeats nothing", async () => {
  sim = await openSim();
  let last = await revision();
  const seen: string[] = [];
  for (let round = 0; round < 5; round++) {
    using watch = sim.watch(`${PODS}?watch=1&resourceVersion=${last}`);
    await sim.create(PODS, parkedPod(`a${round}`));
    await watch.take(1);
    for (const { object } of watch.lines) {
      seen.push(object.metadata.name);
      last = object.metadata.resourceVersion;
    }
    watch[Symbol.dispose]();
    await sim.create(PODS, parkedPod(`b${round}`));
  }
  using rest = sim.watch(`${PODS}?watch=1&resourceVersion=${last}`);
  await rest.take(1);
  seen.push(...rest.lines.map((line: { object: Answer }) => line.object.metadata.name));
  expect(seen).toEqual([...new Set(seen)]);
  expect(seen.length).toBe(10);
});
