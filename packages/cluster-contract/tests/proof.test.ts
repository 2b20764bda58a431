import { expect, test } from "vitest";
import { isProven, proveOne } from "../src/seeded-faults/prove.ts";
import { seededFaults } from "../src/seeded-faults/seeded-faults.ts";

/** The proof must be able to fail too: all of it is `test:seeded-faults`. */

const negation = seededFaults.find(({ id }) => id === "notin-needs-the-label");
if (negation === undefined) throw new Error("the fault that these tests use is gone");

test("a fault is proven by the case that is about it", async () => {
  const proof = await proveOne(negation);
  expect(proof.notices.map(({ caseName }) => caseName)).toContain("list/label-selectors");
  expect(isProven(proof)).toBe(true);
});

test("a change that breaks nothing is noticed by no case of any area, and so not proven", async () => {
  const proof = await proveOne({ ...negation, id: "harmless", to: `${negation.from} // the same` });
  expect(proof.notices).toEqual([]);
  expect(isProven(proof)).toBe(false);
});

test("a fault whose module nothing loads, or whose text is gone, is broken and says why", async () => {
  const stale = await proveOne({ ...negation, from: "no such text" });
  expect(stale.broken).toContain("stands 0 times in selectors/label-selector.ts");
  const unused = await proveOne({ ...negation, file: "main.ts" });
  expect(unused.broken).toBe("nothing loads main.ts");
  expect([stale, unused].map(isProven)).toEqual([false, false]);
});
