import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turnstile } from "./turnstile.ts";

test("at most as many at once, the others in the order in which they came", async () => {
  const turnstile = new Turnstile(2);
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const works = gates.map(({ promise }, index) =>
    turnstile.pass(() => {
      begun.push(index);
      return promise;
    }),
  );
  await setImmediate();
  expect(begun).toEqual([0, 1]);
  gates[1]?.resolve();
  await setImmediate();
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.all(works);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test("a failure gives its place free", async () => {
  const turnstile = new Turnstile(1);
  await expect(turnstile.pass(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await turnstile.pass(async () => "next")).toBe("next");
});
