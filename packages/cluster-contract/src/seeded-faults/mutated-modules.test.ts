import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { moduleOf, withFault } from "./mutated-modules.ts";
import type { SeededFault } from "./seeded-fault.ts";
import { seededFaults } from "./seeded-faults.ts";

const fault: SeededFault = { id: "f", sentence: "", file: "a.ts", from: "a > b", to: "a >= $& b", areas: ["list"] };

test("the text is changed, and taken as it stands", () => {
  expect(withFault(fault, "if (a > b) c();")).toBe("if (a >= $& b) c();");
});

test("text that is not there, or there twice, is refused by name", () => {
  expect(() => withFault(fault, "if (a < b) c();")).toThrow("the fault f changes text that stands 0 times in a.ts");
  expect(() => withFault(fault, "a > b || a > b")).toThrow("stands 2 times");
});

test.each(seededFaults)("$id still fits the simulator: $sentence", async (seeded) => {
  const source = await readFile(moduleOf(seeded), "utf8");
  expect(withFault(seeded, source)).not.toBe(source);
});

test("each fault has an id and a sentence of its own, and there are at least 25", () => {
  expect(new Set(seededFaults.map(({ id }) => id)).size).toBe(seededFaults.length);
  expect(new Set(seededFaults.map(({ sentence }) => sentence)).size).toBe(seededFaults.length);
  expect(seededFaults.length).toBeGreaterThanOrEqual(25);
});
