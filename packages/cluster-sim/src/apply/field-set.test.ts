import fc from "fast-check";
import { expect, test } from "vitest";
import type { FieldSet } from "../objects/meta.ts";
import { difference, intersection, isEmptySet, pathsOf, sameSet, union } from "./field-set.ts";

const PATHS = ["f:a", "f:a/f:b", "f:a/f:c", 'f:l/k:{"name":"x"}', 'f:l/k:{"name":"x"}/f:v', "f:s/v:1", "f:d/f:e/f:f"];

function setOf(paths: readonly string[]): FieldSet {
  return paths.reduce<FieldSet>((set, path) => union(set, single(path.split("/"))), {});
}

function single([first, ...rest]: string[]): FieldSet {
  return first === undefined ? {} : { [first]: single(rest) };
}

const sets = fc.subarray(PATHS).map((paths) => ({ paths: new Set(paths), set: setOf(paths) }));

test("union, intersection and difference are those of sets of paths", () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const expectSame = (set: FieldSet, paths: string[]): void => expect(sameSet(set, setOf(paths))).toBe(true);
      expectSame(union(a.set, b.set), [...a.paths, ...b.paths]);
      expectSame(
        intersection(a.set, b.set),
        [...a.paths].filter((path) => b.paths.has(path)),
      );
      expectSame(
        difference(a.set, b.set),
        [...a.paths].filter((path) => !b.paths.has(path)),
      );
      expect(isEmptySet(difference(a.set, a.set))).toBe(true);
      expect(pathsOf(a.set)).toHaveLength(a.paths.size);
    }),
  );
});

test("paths are shown as conflicts name them", () => {
  expect(pathsOf({ "f:spec": { "f:containers": { 'k:{"name":"a"}': { ".": {}, "f:image": {} } } } })).toEqual([
    '.spec.containers[name="a"]',
    '.spec.containers[name="a"].image',
  ]);
});
