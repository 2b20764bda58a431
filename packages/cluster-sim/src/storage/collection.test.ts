import fc from "fast-check";
import { expect, test } from "vitest";
import type { KubeObject } from "../objects/meta.ts";
import { CompactedError } from "./collection.ts";
import { memoryJournal } from "./journal.ts";
import { Store } from "./store.ts";

function newStore(historyLimit = 1000): Store {
  const store = new Store({ journal: memoryJournal(), historyLimit });
  store.collection("pods");
  return store;
}

function pod(name: string, note = ""): KubeObject {
  return { metadata: { name, namespace: "default", uid: name, resourceVersion: "", creationTimestamp: "" }, note };
}

/** Does one random step and returns what the collection should now hold. */
function step(store: Store, name: string, remove: boolean, note: string): void {
  const existing = store.collection("pods").get(`default/${name}`);
  if (existing === undefined) store.create("pods", pod(name, note));
  else if (remove) store.remove("pods", existing);
  else store.update("pods", existing, pod(name, note));
}

const steps = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.boolean(), fc.string()), { maxLength: 60 });

test("a read at an old revision gives exactly what was there then", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const store = newStore();
      const collection = store.collection("pods");
      const snapshots = [{ revision: store.revision, keys: [] as string[] }];
      for (const [name, remove, note] of all) {
        step(store, name, remove, note);
        const keys = [...collection.range("")].map((version) => `${version.key}@${version.revision}`);
        snapshots.push({ revision: store.revision, keys });
      }
      for (const { revision, keys } of snapshots) {
        expect(collection.rangeAt(revision, "").map((version) => `${version.key}@${version.revision}`)).toEqual(keys);
      }
    }),
  );
});

test("changes since a revision, folded into what was there, give what is there", () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (all, cut) => {
      const store = newStore();
      const collection = store.collection("pods");
      const folded = new Map<string, number>();
      let since = store.revision;
      all.forEach(([name, remove, note], index) => {
        step(store, name, remove, note);
        if (index !== cut) return;
        since = store.revision;
        folded.clear();
        for (const version of collection.range("")) folded.set(version.key, version.revision);
      });
      if (cut >= all.length) folded.clear();
      for (const change of collection.changesSince(cut >= all.length ? 1 : since)) {
        if (change.type === "DELETED") folded.delete(change.current.key);
        else folded.set(change.current.key, change.revision);
      }
      expect([...folded].sort()).toEqual([...collection.range("")].map((version) => [version.key, version.revision]));
    }),
  );
});

test("what the history no longer reaches is refused, not guessed", () => {
  const store = newStore(3);
  const collection = store.collection("pods");
  const first = store.create("pods", pod("a")).revision;
  for (let i = 0; i < 5; i++) step(store, "a", false, String(i));
  expect(() => collection.rangeAt(first, "")).toThrow(CompactedError);
  expect(() => collection.changesSince(first)).toThrow(CompactedError);
  expect(collection.changesSince(store.revision - 3)).toHaveLength(3);
  store.compact();
  expect(() => collection.changesSince(store.revision - 1)).toThrow(CompactedError);
  expect(collection.changesSince(store.revision)).toEqual([]);
});

test("listeners hear of a transaction's changes after its end, in order", () => {
  const store = newStore();
  const heard: string[] = [];
  store.collection("pods").listen(({ type, current }) => heard.push(`${type} ${current.key}`));
  store.transaction(() => {
    step(store, "a", false, "");
    step(store, "b", false, "");
    step(store, "a", true, "");
    expect(heard).toEqual([]);
  });
  expect(heard).toEqual(["ADDED default/a", "ADDED default/b", "DELETED default/a"]);
});
