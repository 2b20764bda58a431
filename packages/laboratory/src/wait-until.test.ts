import { expect, test } from "vitest";
import { waitUntil } from "./wait-until.ts";

test("answers the first thing that is there", async () => {
  let looks = 0;
  const found = await waitUntil(
    async () => (++looks === 3 ? "there" : undefined),
    () => "never",
    { everyMs: 1 },
  );
  expect([found, looks]).toEqual(["there", 3]);
});

test("gives up with what it saw last", async () => {
  let looks = 0;
  const waiting = waitUntil(
    async () => void ++looks,
    () => `looked, nothing there`,
    { timeoutMs: 20, everyMs: 1 },
  );
  await expect(waiting).rejects.toThrow("not within 20 ms: looked, nothing there");
  expect(looks).toBeGreaterThan(1);
});
