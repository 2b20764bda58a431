import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KubeObject } from "../objects/meta.ts";
import { DataFolderInUseError, sqliteJournal } from "./journal.ts";
import { Store } from "./store.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cluster-sim-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): Store => new Store({ journal: sqliteJournal(folder), historyLimit: 100 });

function pod(name: string): KubeObject {
  return { metadata: { name, namespace: "default", uid: name, resourceVersion: "", creationTimestamp: "" }, note: "ä" };
}

test("a store that is opened again holds what was written, under the same revisions", () => {
  const store = open();
  const a = store.create("pods", pod("a"));
  const b = store.create("pods", pod("b"));
  store.remove("pods", b);
  const changed = store.update("pods", a, { ...pod("a"), note: "changed" });
  const { revision } = store;
  store.close();

  const again = open();
  expect(again.revision).toBe(revision);
  expect([...again.collection("pods").values()].map((version) => version.object)).toEqual([changed.object]);
  expect(again.create("pods", pod("c")).revision).toBe(revision + 1);
  again.close();
});

test("the revision does not go back when the last thing done was a deletion", () => {
  const store = open();
  store.remove("pods", store.create("pods", pod("a")));
  const { revision } = store;
  store.close();
  const again = open();
  expect(again.revision).toBe(revision);
  again.close();
});

test("a second process is kept out of the folder until the first is gone", () => {
  const store = open();
  expect(() => sqliteJournal(folder)).toThrow(DataFolderInUseError);
  store.close();
  open().close();
});

test("settings last", () => {
  const store = open();
  store.saveSetting("token", "abc");
  store.close();
  const again = open();
  expect(again.setting("token")).toBe("abc");
  again.close();
});
