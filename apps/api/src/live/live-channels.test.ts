import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClusterView } from "../testing/fake-cluster-view.ts";
import { FakeLedger } from "../testing/fake-ledger.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { EPOCH, INSTALLATION, ledgerPod, observedPod, observedServer, operation } from "../testing/samples.ts";
import { LiveChannels } from "./live-channels.ts";
import { LiveView } from "./live-view.ts";
import type { LivePodRow } from "./pod-row.ts";
import { type PodCriteria, podQuery } from "./pod-table.ts";
import type { RowSubscription, RowsChange } from "./row-subscription.ts";
import type { LiveServerRow } from "./server-row.ts";
import { type ServerCriteria, serverQuery } from "./server-table.ts";
import { EVERYTHING, Sight } from "./sight.ts";

async function started(memoryKeys?: number) {
  const [ledger, view, clock] = [new FakeLedger(), new FakeClusterView(), new ManualClock()];
  for (const name of ["gpu-1", "gpu-2"]) view.setServer(observedServer(name));
  const live = new LiveView({
    ledger,
    view,
    clock,
    installationId: INSTALLATION,
    toleratedTaints: new Set(),
    epoch: EPOCH,
    ...(memoryKeys === undefined ? {} : { memoryKeys }),
  });
  await live.start();
  return { ledger, view, clock, live, channels: new LiveChannels(live, clock) };
}

/** What a subscriber knows after folding its messages. */
class Folded<Row> {
  readonly rows = new Map<string, Row>();
  readonly messages: RowsChange<Row>[] = [];
  cursor = "";
  readonly #keyOf: (row: Row) => string;

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  take(message: RowsChange<Row>): void {
    if (message.reset) this.rows.clear();
    for (const row of message.rows) this.rows.set(this.#keyOf(row), row);
    for (const key of message.removed) this.rows.delete(key);
    this.cursor = message.cursor;
    this.messages.push(message);
  }

  /** Reads everything that is there to be read now. */
  async drain(subscription: RowSubscription<Row>): Promise<this> {
    for (;;) {
      const message = await nowOrNever(subscription.next());
      if (message === null || message.done) return this;
      this.take(message.value);
    }
  }
}

/** Null where nothing is to be had without a further event. The reader stays waiting then, as a real one does. */
async function nowOrNever<T>(promise: Promise<T>): Promise<T | null> {
  return Promise.race([promise, new Promise<null>((resolve) => setImmediate(() => resolve(null)))]);
}

const podFolder = () => new Folded<LivePodRow>((row) => row.key);
const everything = { criteria: {}, after: null, sight: EVERYTHING, follows: false };

describe("a subscription", () => {
  it("begins with a snapshot, then tells each change whole", async () => {
    const { ledger, view, clock, channels } = await started();
    const pod = ledgerPod("train", 1, "gpu-1", { operationId: "op" });
    const subscription = channels.pods(everything);
    const first = await subscription.next();
    expect(first.value).toMatchObject({ reset: true, rows: [], removed: [], stale: false });
    const second = subscription.next();
    ledger.commit({ pods: [pod], operations: [operation("op", pod)] });
    clock.advance(50);
    expect((await second).value).toMatchObject({ reset: false, rows: [{ key: "test-team/train", status: "PENDING" }] });
    const third = subscription.next();
    view.setPod(observedPod(pod));
    clock.advance(50);
    expect((await third).value.rows).toMatchObject([{ status: "RUNNING", ledger: { id: pod.id } }]);
    const fourth = subscription.next();
    ledger.commit({ pods: [{ ...pod, gone: true, allocations: [] }] });
    clock.advance(50);
    expect((await fourth).value).toMatchObject({ rows: [], removed: ["test-team/train"] });
  });

  it("tells of rows that leave its filter, and not of those that were never in it", async () => {
    const { ledger, view, clock, channels } = await started();
    const [seen, unseen] = [ledgerPod("seen", 1, "gpu-1"), ledgerPod("unseen", 1, "gpu-1")];
    ledger.commit({ pods: [seen, unseen] });
    view.setPod(observedPod(seen));
    view.setPod(observedPod(unseen, { status: "FAILED" }));
    const subscription = channels.pods({ ...everything, criteria: { status: ["RUNNING"] } });
    expect((await subscription.next()).value.rows).toMatchObject([{ name: "seen" }]);
    const next = subscription.next();
    view.setPod(observedPod(unseen, { status: "PENDING" }));
    clock.advance(50);
    view.setPod(observedPod(seen, { status: "SUCCEEDED", terminal: true }));
    clock.advance(50);
    expect((await next).value).toMatchObject({ rows: [], removed: ["test-team/seen"] });
  });

  it("goes on after a cursor without a snapshot", async () => {
    const { ledger, clock, channels } = await started();
    ledger.commit({ pods: [ledgerPod("a", 1, "gpu-1"), ledgerPod("b", 1, "gpu-1")] });
    const first = channels.pods(everything);
    const { cursor } = (await first.next()).value;
    await first.return();
    ledger.commit({ pods: [ledgerPod("b", 2, "gpu-2"), { ...ledgerPod("a", 1, "gpu-1"), gone: true }] });
    clock.advance(50);
    const second = channels.pods({ ...everything, after: cursor });
    expect((await second.next()).value).toMatchObject({
      reset: false,
      rows: [{ name: "b", serverName: "gpu-2" }],
      removed: ["test-team/a"],
    });
  });

  it("begins anew after a gap, an unknown epoch or nonsense", async () => {
    const { ledger, channels } = await started(1);
    const early = channels.pods(everything);
    const { cursor } = (await early.next()).value;
    for (const name of ["a", "b", "c"]) {
      ledger.commit({ pods: [ledgerPod(name, 1, "gpu-1")] });
      await nowOrNever(early.next());
      channels.pods(everything);
    }
    const strange = cursor.replace(/^2/, "9");
    for (const after of [cursor, strange, "nonsense"]) {
      const { value } = await channels.pods({ ...everything, after }).next();
      expect(value).toMatchObject({ reset: true });
      expect(value.rows).toHaveLength(3);
    }
  });

  it("tells a slow reader the newest state, once", async () => {
    const { ledger, clock, channels } = await started();
    const subscription = channels.pods(everything);
    await subscription.next();
    for (const count of [1, 2, 3, 4]) {
      ledger.commit({ pods: [ledgerPod("train", count, "gpu-1")] });
      clock.advance(50);
    }
    const { value } = await subscription.next();
    expect(value.rows.map((row: LivePodRow) => row.requested.gpus)).toEqual([4]);
    expect(await nowOrNever(subscription.next())).toBeNull();
  });

  it("begins anew for a reader that is too far behind", async () => {
    const { ledger, clock, channels } = await started();
    const subscription = channels.pods(everything);
    await subscription.next();
    const pods = Array.from({ length: 5_001 }, (_, index) => ledgerPod(`p${index}`, 0, "gpu-1"));
    ledger.commit({ pods });
    clock.advance(50);
    const folded = await podFolder().drain(subscription);
    expect(folded.messages.map((message) => message.reset)).toEqual([true, ...Array(10).fill(false)]);
    expect(folded.rows.size).toBe(5_001);
  });

  it("sends a large snapshot in parts of which only the last can be resumed after", async () => {
    const { ledger, live, channels } = await started();
    ledger.commit({ pods: Array.from({ length: 1_200 }, (_, index) => ledgerPod(`p${index}`, 0, "gpu-1")) });
    const folded = await podFolder().drain(channels.pods(everything));
    expect(folded.messages.map((message) => [message.reset, message.rows.length])).toEqual([
      [true, 500],
      [false, 500],
      [false, 200],
    ]);
    const known = folded.messages.map((message) => live.feed.changedSince(message.cursor) !== null);
    expect(known).toEqual([false, false, true]);
  });

  it("says when the view is stale, and when it is fresh again", async () => {
    const { view, channels } = await started();
    const subscription = channels.servers(everything);
    const freshness = channels.freshness();
    await subscription.next();
    await freshness.next();
    view.setFreshness({ observedAt: null, stale: true, why: "the watch of pods is silent" });
    expect((await subscription.next()).value).toMatchObject({ reset: false, stale: true, rows: [], removed: [] });
    expect((await freshness.next()).value).toMatchObject({ why: "the watch of pods is silent" });
    view.setFreshness({ observedAt: new Date(0), stale: false, why: null });
    expect((await subscription.next()).value).toMatchObject({ stale: false, observedAt: new Date(0) });
  });

  it("tells a server's reader of its pods only if it looks at them", async () => {
    const { ledger, view, clock, channels } = await started();
    const pod = ledgerPod("train", 1, "gpu-1");
    ledger.commit({ pods: [pod] });
    view.setPod(observedPod(pod, { status: "PENDING" }));
    const [plain, following] = [channels.servers(everything), channels.servers({ ...everything, follows: true })];
    await plain.next();
    await following.next();
    view.setPod(observedPod(pod));
    clock.advance(50);
    expect((await following.next()).value.rows).toMatchObject([{ name: "gpu-1" }]);
    expect(await nowOrNever(plain.next())).toBeNull();
  });

  it("ends when its reader leaves, and is forgotten", async () => {
    const { channels } = await started();
    const subscription = channels.pods(everything);
    await subscription.next();
    const waiting = subscription.next();
    expect(channels.subscriberCount).toBe(1);
    await subscription.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(channels.subscriberCount).toBe(0);
  });
});

describe("an operation's subscription", () => {
  it("tells the operation now and after each step, and ends with it", async () => {
    const { ledger, channels } = await started();
    const pod = ledgerPod("train", 1, "gpu-1");
    const running = operation("op", pod);
    const reader = channels.operation(running);
    expect((await reader.next()).value).toMatchObject({ state: "RUNNING" });
    ledger.commit({ operations: [operation("op", pod, { state: "DONE" }), operation("other", pod)] });
    expect((await reader.next()).value).toMatchObject({ id: "op", state: "DONE" });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });
});

/** One thing that happens to ledger or cluster, to a pod of few names. */
interface Happening {
  readonly kind: "commit" | "observe" | "vanish" | "cordon" | "relist" | "pass" | "read" | "reconnect";
  readonly pod: number;
  readonly gpus: number;
  readonly server: "gpu-1" | "gpu-2";
  readonly status: "RUNNING" | "PENDING" | "FAILED";
}

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom("commit", "observe", "vanish", "cordon", "relist", "pass", "pass", "read", "read", "reconnect"),
  pod: fc.nat(3),
  gpus: fc.nat(3),
  server: fc.constantFrom("gpu-1", "gpu-2"),
  status: fc.constantFrom("RUNNING", "PENDING", "FAILED"),
});

const podCriteria = fc.constantFrom<PodCriteria>(
  {},
  { status: ["RUNNING"] },
  { servers: ["gpu-1"] },
  { search: "p1", status: ["PENDING", "UNKNOWN"] },
);
const serverCriteria = fc.constantFrom<ServerCriteria>({}, { availableGpus: 6 }, { status: ["CORDONED"] });

const sights = fc.constantFrom(EVERYTHING, new Sight(["test-team"]), new Sight(["test-team", "red"]), new Sight([]));

/** Odd ones are another team's. */
function teamOf(pod: string): string {
  return /[13]$/.test(pod) ? "red" : "test-team";
}

type World = Awaited<ReturnType<typeof started>>;

function happen({ ledger, view, clock }: World, { kind, pod, gpus, server, status }: Happening): void {
  const page = ledgerPod(`p${pod}`, gpus, server, { gone: gpus === 0, team: teamOf(`p${pod}`) });
  if (kind === "commit") ledger.commit({ pods: [gpus === 0 ? { ...page, allocations: [] } : page] });
  else if (kind === "observe") view.setPod(observedPod(page, { status }));
  else if (kind === "vanish") view.removePod(`test-team/p${pod}`);
  else if (kind === "cordon") view.setServer(observedServer(server, { cordoned: gpus > 1 }));
  else if (kind === "relist")
    view.replaceAll([observedServer(server)], gpus > 1 ? [observedPod(page, { status })] : []);
  else if (kind === "pass") clock.advance(20 * gpus);
}

describe("a subscriber with another sight", () => {
  it("begins anew, as its old cursor does not tell what appeared or went by that", async () => {
    const { ledger, channels } = await started();
    ledger.commit({ pods: [ledgerPod("p0", 1, "gpu-1"), ledgerPod("p1", 1, "gpu-1", { team: "red" })] });
    const before = new Sight(["red"]);
    const folded = await podFolder().drain(channels.pods({ ...everything, sight: before }));
    const after = before.stamp(folded.cursor);
    const resumed = await podFolder().drain(channels.pods({ ...everything, sight: before, after }));
    expect(resumed.messages.map(({ reset }) => reset)).toEqual([false]);
    const moved = await folded.drain(channels.pods({ ...everything, sight: new Sight(["test-team"]), after }));
    expect(moved.messages.at(-1)?.reset).toBe(true);
    expect([...moved.rows.keys()]).toEqual(["test-team/p0"]);
  });
});

describe("I7: a subscriber that folds its messages has what the query returns", () => {
  it("whatever happens, however slowly it reads, and wherever it reconnects", async () => {
    await fc.assert(
      fc.asyncProperty(
        podCriteria,
        serverCriteria,
        sights,
        fc.integer({ min: 1, max: 200 }),
        fc.array(happening, { maxLength: 60 }),
        async (ofPods, ofServers, sight, memoryKeys, happenings) => {
          const world = await started(memoryKeys);
          const { clock, live, channels } = world;
          const [pods, servers] = [podFolder(), new Folded<LiveServerRow>((row) => row.name)];
          let podReader = channels.pods({ criteria: ofPods, after: null, sight, follows: false });
          let serverReader = channels.servers({ criteria: ofServers, after: null, sight, follows: false });
          for (const each of happenings) {
            happen(world, each);
            if (each.kind === "read") pods.take((await podReader.next()).value);
            if (each.kind === "read") clock.advance(50);
            if (each.kind !== "reconnect" && each.kind !== "read") continue;
            await pods.drain(podReader);
            await servers.drain(serverReader);
            // A reader that waits has been left waiting by `drain`: a new one takes its place, as after a lost connection.
            await podReader.return();
            await serverReader.return();
            podReader = channels.pods({ criteria: ofPods, after: sight.stamp(pods.cursor), sight, follows: false });
            serverReader = channels.servers({
              criteria: ofServers,
              after: sight.stamp(servers.cursor),
              sight,
              follows: false,
            });
          }
          clock.advance(1_000);
          await pods.drain(podReader);
          await servers.drain(serverReader);
          const expectedPods = [...live.pods.select(podQuery(ofPods, sight))];
          const expectedServers = [...live.servers.select(serverQuery(ofServers))];
          const told = pods.messages.flatMap(({ rows, removed }) => [...rows.map(({ key }) => key), ...removed]);
          expect(told.filter((key) => !sight.sees(teamOf(key)))).toEqual([]);
          expect(new Set(pods.rows.values())).toEqual(new Set(expectedPods));
          expect(new Set(servers.rows.values())).toEqual(new Set(expectedServers));
        },
      ),
      { numRuns: 300 },
    );
  });
});
