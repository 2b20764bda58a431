import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "../../../../scripts/lib/fingerprint.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fingerprint-"));
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src/a.ts"), "one");
  writeFileSync(join(folder, "src/b.ts"), "two");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("changes with contents, names, new files and facts; not with what a build makes", () => {
  const take = (facts: string[] = []) => fingerprint([folder], facts);
  const before = take();
  expect(take()).toBe(before);
  expect(take(["linux"])).not.toBe(before);

  for (const made of ["node_modules", "dist", ".next", "generated"]) {
    mkdirSync(join(folder, "src", made));
    writeFileSync(join(folder, "src", made, "x.js"), "made");
  }
  expect(take()).toBe(before);

  writeFileSync(join(folder, "src/a.ts"), "changed");
  const changed = take();
  expect(changed).not.toBe(before);
  writeFileSync(join(folder, "src/c.ts"), "");
  expect(take()).not.toBe(changed);
});

test("leaves out what it is told to", () => {
  const take = () => fingerprint([folder], [], (name) => name.endsWith(".test.ts"));
  const before = take();
  writeFileSync(join(folder, "src/a.test.ts"), "test");
  expect(take()).toBe(before);
});
