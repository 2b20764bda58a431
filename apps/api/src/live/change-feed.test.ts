import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { EPOCH, ledgerPod } from "../testing/samples.ts";
import { type Batch, ChangeFeed } from "./change-feed.ts";
import { LivePodRow } from "./pod-row.ts";

function row(name: string): LivePodRow {
  const ledger = ledgerPod(name, 1, "gpu-1");
  const condition = { status: "RUNNING" as const, reason: null, message: null };
  return new LivePodRow({ key: name, ledger, observed: null, observedAt: null, operation: null, condition });
}

function opened(memoryKeys = 100) {
  const clock = new ManualClock();
  const feed = new ChangeFeed({ clock, epoch: EPOCH, intervalMs: 50, memoryKeys });
  const batches: Batch[] = [];
  feed.subscribe((batch) => batches.push(batch));
  return { clock, feed, batches };
}

describe("ChangeFeed", () => {
  it("tells the first change at once and a burst after it together", () => {
    const { clock, feed, batches } = opened();
    feed.recordPod("a", null, row("a"));
    clock.advance(0);
    expect(batches).toHaveLength(1);
    for (const name of ["b", "c", "d"]) feed.recordPod(name, null, row(name));
    clock.advance(49);
    expect(batches).toHaveLength(1);
    clock.advance(1);
    expect(batches.map((batch) => [batch.sequence, [...batch.pods.keys()]])).toEqual([
      [1, ["a"]],
      [2, ["b", "c", "d"]],
    ]);
  });

  it("tells a row that changed several times as it was told last, and as it is", () => {
    const { feed, batches } = opened();
    const [first, second, third] = [row("a"), row("a"), row("a")];
    feed.recordPod("a", null, first);
    feed.flush();
    feed.recordPod("a", first, second);
    feed.recordPod("a", second, third);
    feed.flush();
    expect(batches.map((batch) => batch.pods.get("a"))).toEqual([
      { before: null, after: first },
      { before: first, after: third },
    ]);
  });

  it("answers what changed after a cursor, as long as it remembers", () => {
    const { feed } = opened(2);
    const cursors = ["a", "b", "c"].map((name) => {
      feed.recordPod(name, null, row(name));
      return feed.format(feed.cursor().sequence);
    });
    expect(feed.changedSince(cursors[2] ?? "")?.pods).toEqual(new Set());
    expect(feed.changedSince(cursors[0] ?? "")?.pods).toEqual(new Set(["b", "c"]));
    expect(feed.changedSince(`${EPOCH}:0`)).toBeNull();
  });

  it("knows nothing of another process's cursors, nor of those to come", () => {
    const { feed } = opened();
    feed.recordPod("a", null, row("a"));
    feed.flush();
    expect(feed.changedSince(`${EPOCH}:2`)).toBeNull();
    expect(feed.changedSince(`${EPOCH.replaceAll("2", "3")}:1`)).toBeNull();
    for (const nonsense of ["", "partial", "1", `${EPOCH}:-1`, `${EPOCH}:1e3`, `${EPOCH}:99999999999999999999`]) {
      expect(feed.changedSince(nonsense)).toBeNull();
    }
  });
});
