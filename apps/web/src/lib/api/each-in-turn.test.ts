import { expect, test } from "vitest";
import { eachInTurn } from "./each-in-turn";

test("every item is worked on once, so many at a time, whatever becomes of the others", async () => {
  const begun: number[] = [];
  let now = 0;
  let most = 0;
  await eachInTurn([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    if (item === 2) throw new Error("this one fails");
  });
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test("nothing to do is done at once", async () => {
  await eachInTurn([], 3, () => Promise.reject(new Error("never called")));
});
