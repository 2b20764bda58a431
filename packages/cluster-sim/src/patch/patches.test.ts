import { describe, expect, test } from "vitest";
import { jsonPatch } from "./json-patch.ts";
import { mergePatch } from "./merge-patch.ts";
import { strategicMergePatch } from "./strategic-merge-patch.ts";

const POD = "core.v1.Pod";

test("a merge patch merges objects, replaces the rest and removes by null", () => {
  const target = { a: { b: 1, c: [1, 2] }, d: 1 };
  expect(mergePatch(target, { a: { b: null, c: [3], e: { f: 1 } }, d: { g: null } })).toEqual({
    a: { c: [3], e: { f: 1 } },
    d: {},
  });
  expect(target).toEqual({ a: { b: 1, c: [1, 2] }, d: 1 });
});

test("a JSON patch is applied as a whole or not at all", () => {
  const target = { a: 1, list: [1] };
  const patch = [
    { op: "add", path: "/list/-", value: 2 },
    { op: "test", path: "/a", value: 1 },
  ];
  expect(jsonPatch(target, patch)).toEqual({ a: 1, list: [1, 2] });
  expect(() => jsonPatch(target, [...patch, { op: "test", path: "/a", value: 2 }])).toThrow("rejected our request");
  expect(target).toEqual({ a: 1, list: [1] });
});

describe("a strategic merge patch", () => {
  const pod = {
    metadata: { finalizers: ["a/one"] },
    spec: {
      tolerations: [{ key: "x" }],
      containers: [
        { name: "main", image: "a:1", env: [{ name: "A", value: "1" }], command: ["x"] },
        { name: "side", image: "s:1" },
      ],
    },
  };
  const patched = (patch: Parameters<typeof strategicMergePatch>[2]): typeof pod =>
    strategicMergePatch(POD, pod, patch) as typeof pod;

  test("merges lists by their key and puts new items first, as the real one does", () => {
    const { containers } = patched({ spec: { containers: [{ name: "main", env: [{ name: "B", value: "2" }] }] } }).spec;
    expect(containers[0]).toEqual({
      name: "main",
      image: "a:1",
      env: [
        { name: "B", value: "2" },
        { name: "A", value: "1" },
      ],
      command: ["x"],
    });
    expect(containers[1]).toEqual({ name: "side", image: "s:1" });
  });

  test("replaces lists that have no merge strategy", () => {
    expect(patched({ spec: { tolerations: [{ key: "y" }] } }).spec.tolerations).toEqual([{ key: "y" }]);
    const { containers } = patched({ spec: { containers: [{ name: "main", command: ["y"] }] } }).spec;
    expect(containers[0]?.command).toEqual(["y"]);
  });

  test("deletes and replaces by $patch", () => {
    expect(patched({ spec: { containers: [{ name: "side", $patch: "delete" }] } }).spec.containers).toHaveLength(1);
    const replaced = patched({ spec: { containers: [{ $patch: "replace" }, { name: "new" }] } });
    expect(replaced.spec.containers).toEqual([{ name: "new" }]);
  });

  test("adds to lists of texts and deletes from them", () => {
    expect(patched({ metadata: { finalizers: ["a/two"] } }).metadata.finalizers).toEqual(["a/two", "a/one"]);
    const without = patched({ metadata: { "$deleteFromPrimitiveList/finalizers": ["a/one"] } });
    expect(without.metadata.finalizers).toEqual([]);
  });

  test("orders by $setElementOrder", () => {
    const order = { "$setElementOrder/containers": [{ name: "side" }, { name: "main" }] };
    expect(patched({ spec: order }).spec.containers.map((one) => one.name)).toEqual(["side", "main"]);
  });
});
