import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { ROOT } from "./bug-of-this-run.ts";
import { changeSource } from "./change-source.ts";
import { SURVIVED } from "./seeded-bug.ts";
import { seededBugs } from "./seeded-bugs.ts";

describe("changeSource", () => {
  const change = { id: "c", file: "a.ts", from: "a > b", to: "a >= $& b" };

  test("changes the text, and takes it as it stands", () => {
    expect(changeSource(change, "if (a > b) c();")).toBe("if (a >= $& b) c();");
  });

  test("refuses text that is not there, or there twice, by name", () => {
    expect(() => changeSource(change, "if (a < b) c();")).toThrow("c changes text that stands 0 times in a.ts");
    expect(() => changeSource(change, "a > b || a > b")).toThrow("stands 2 times");
  });
});

describe("the seeded bugs", () => {
  test.each(seededBugs)("$id still fits the product: $sentence", async (bug) => {
    const source = await readFile(new URL(bug.file, ROOT), "utf8");
    expect(changeSource(bug, source)).not.toBe(source);
  });

  test.each(seededBugs)("$id names tests that are there", ({ tests }) => {
    for (const file of tests.files) expect(existsSync(new URL(`${tests.of}/${file}`, ROOT))).toBe(true);
  });

  test("have an id and a sentence of their own, are at least 30, and one at least is there for each line", () => {
    expect(new Set(seededBugs.map(({ id }) => id)).size).toBe(seededBugs.length);
    expect(new Set(seededBugs.map(({ sentence }) => sentence)).size).toBe(seededBugs.length);
    expect(seededBugs.length).toBeGreaterThanOrEqual(30);
    expect(SURVIVED.filter((line) => !seededBugs.some(({ survives }) => survives === line))).toEqual([]);
  });
});
