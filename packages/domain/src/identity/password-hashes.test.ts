import { expect, test } from "vitest";
import { scryptHashes } from "./password-hashes.ts";

const cheap = scryptHashes({ log2N: 4, r: 1, p: 1 });

test("a hash knows its password and no other, and two of the same differ", async () => {
  const [one, two] = [await cheap.hash("correct horse"), await cheap.hash("correct horse")];
  expect(one).not.toBe(two);
  expect([await cheap.isOf("correct horse", one), await cheap.isOf("correct horse", two)]).toEqual([true, true]);
  expect(await cheap.isOf("correct horse ", one)).toBe(false);
  expect(await cheap.isOf("", cheap.nobodys)).toBe(false);
});

test("an accent is the same however it was typed", async () => {
  expect(await cheap.isOf("cafe\u0301 corner", await cheap.hash("caf\u00e9 corner"))).toBe(true);
});

test("a hash keeps the cost that it was made with, so that a later version may raise it", async () => {
  const hash = await cheap.hash("correct horse");
  expect(await scryptHashes({ log2N: 5, r: 2, p: 1 }).isOf("correct horse", hash)).toBe(true);
});

test("the standard cost is one of those that OWASP's Password Storage Cheat Sheet has", async () => {
  expect(scryptHashes().nobodys).toMatch(/^scrypt\$15\$8\$3\$/);
});
