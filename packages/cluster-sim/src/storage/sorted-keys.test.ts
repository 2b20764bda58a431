import fc from "fast-check";
import { expect, test } from "vitest";
import { SortedKeys } from "./sorted-keys.ts";

test("is a sorted set, whatever is added, removed and read in between", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("add", "remove", "read"), fc.integer({ min: 0, max: 60 })), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const keys = new SortedKeys();
      const model = new Set<string>();
      for (const [what, number] of all) {
        const key = `ns-${number % 3}/name-${number}`;
        if (what === "add" && !model.has(key)) {
          keys.add(key);
          model.add(key);
        } else if (what === "remove" && model.delete(key)) {
          keys.remove(key);
        } else if (what === "read") {
          expect([...keys.range("ns-1/", "")]).toEqual([...model].filter((one) => one.startsWith("ns-1/")).sort());
        }
      }
      expect([...keys.range("", "")]).toEqual([...model].sort());
    }),
  );
});

test("a reader under way is not disturbed by what is added meanwhile", () => {
  const keys = new SortedKeys();
  for (const key of ["a", "c", "e"]) keys.add(key);
  const seen: string[] = [];
  for (const key of keys.range("", "")) {
    seen.push(key);
    keys.add(`${key}x`);
    [...keys.range("", "")];
  }
  expect(seen).toEqual(["a", "c", "e"]);
  expect([...keys.range("", "")]).toEqual(["a", "ax", "c", "cx", "e", "ex"]);
});
