import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KubeObject } from "../objects/meta.ts";
import { seededRandom } from "../random.ts";
import { sqliteJournal } from "./journal.ts";
import { Store } from "./store.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cluster-sim-torn-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (home: string): Store => new Store({ journal: sqliteJournal(home), historyLimit: 100 });

function pod(name: string, note: string): KubeObject {
  return { metadata: { name, namespace: "default", uid: name, resourceVersion: "", creationTimestamp: "" }, note };
}

/** What is stored, as `name@revision`, in order. */
const stateOf = (store: Store): string =>
  [...store.collection("pods").range("")].map(({ key, revision }) => `${key}@${revision}`).join(" ");

/** Commits of one and of two writes. Returns the state after each, by its revision. */
function writeHistory(store: Store): Map<number, string> {
  const states = new Map([[store.revision, ""]]);
  for (let i = 0; i < 60; i++) {
    store.transaction(() => {
      const old = store.collection("pods").get(`default/p${i % 7}`);
      if (old === undefined) store.create("pods", pod(`p${i % 7}`, "x".repeat(i * 97)));
      else if (i % 3 === 0) store.remove("pods", old);
      else store.update("pods", old, pod(`p${i % 7}`, "y".repeat(i * 53)));
      if (i % 2 === 0) store.create("pods", pod(`pair-${i}`, ""));
    });
    states.set(store.revision, stateOf(store));
  }
  return states;
}

test("a log that is torn anywhere, or whose end is rubbish, opens at one of its commits, whole", () => {
  const source = join(folder, "source");
  const store = open(source);
  const states = writeHistory(store);
  const last = store.revision;
  const log = readFileSync(join(source, "cluster.sqlite-wal"));
  const random = seededRandom(7);
  const reached = new Set<number>();
  for (let i = 0; i < 80; i++) {
    const torn = join(folder, `torn-${i}`);
    mkdirSync(torn);
    copyFileSync(join(source, "cluster.sqlite"), join(torn, "cluster.sqlite"));
    const cut = i === 0 ? log.length : random.below(log.length);
    // What is behind the cut is missing in one half of the runs, and zeros in the other, as a file system leaves it.
    const rest = i % 2 === 0 ? Buffer.alloc(0) : Buffer.alloc(log.length - cut);
    writeFileSync(join(torn, "cluster.sqlite-wal"), Buffer.concat([log.subarray(0, cut), rest]));
    const again = open(torn);
    if (i === 0) expect(again.revision).toBe(last);
    // A cut before the first commit leaves a new, empty cluster.
    expect(stateOf(again), `torn at byte ${cut} of ${log.length}`).toBe(states.get(again.revision));
    reached.add(again.revision);
    again.close();
  }
  store.close();
  expect(reached.size).toBeGreaterThan(20);
});
