import { expect, test } from "vitest";
import type { KubeObject } from "../objects/meta.ts";
import { type Journal, memoryJournal } from "./journal.ts";
import { Store, StoreFailedError } from "./store.ts";

function pod(name: string): KubeObject {
  return { metadata: { name, namespace: "default", uid: name, resourceVersion: "", creationTimestamp: "" } };
}

test.each(["begin", "put", "commit"] as const)(
  "a journal that fails at %s stops the store before anybody hears of the write",
  (step) => {
    const journal: Journal = memoryJournal();
    const store = new Store({ journal, historyLimit: 100 });
    const heard: string[] = [];
    const failures: string[] = [];
    store.collection("pods").listen(({ current }) => heard.push(current.key));
    store.onFailure((failure) => failures.push(failure.message));
    store.create("pods", pod("a"));
    journal[step] = () => {
      throw new Error("database or disk is full");
    };
    expect(() => store.create("pods", pod("b"))).toThrow(StoreFailedError);
    expect(() => store.create("pods", pod("c"))).toThrow("database or disk is full");
    expect(heard).toEqual(["default/a"]);
    expect(failures).toHaveLength(1);
    expect(store.failure).toBeInstanceOf(StoreFailedError);
  },
);

test("revisions only grow, and each write has its own", () => {
  const store = new Store({ journal: memoryJournal(), historyLimit: 100 });
  const a = store.create("pods", pod("a"));
  const b = store.create("nodes", pod("b"));
  const changed = store.update("pods", a, pod("a"));
  const removed = store.remove("nodes", b);
  const revisions = [a, b, changed, removed].map((version) => version.revision);
  expect(revisions).toEqual([2, 3, 4, 5]);
  expect(removed.object.metadata.resourceVersion).toBe("5");
});
