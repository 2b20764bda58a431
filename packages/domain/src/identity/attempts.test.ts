import { expect, test } from "vitest";
import { Attempts } from "./attempts.ts";

const START_MS = Date.UTC(2026, 0, 1);

function attempts() {
  const clock = { time: START_MS, now: () => new Date(clock.time) };
  return { clock, attempts: new Attempts(clock, { max: 3, withinMs: 1_000 }) };
}

test("so many may be made within the time, by each key; the next when the first is old enough", () => {
  const { clock, attempts: tries } = attempts();
  for (let index = 0; index < 3; index += 1) {
    expect(tries.take("a")).toBeNull();
    clock.time += 100;
  }
  expect(tries.take("a")).toEqual(new Date(START_MS + 1_000));
  expect(tries.take("b")).toBeNull();
  clock.time = START_MS + 999;
  expect(tries.take("a")).not.toBeNull();
  clock.time = START_MS + 1_000;
  expect(tries.take("a")).toBeNull();
  expect(tries.take("a")).toEqual(new Date(START_MS + 1_100));
});

test("what went well is given back, and what is forgotten begins anew", () => {
  const { attempts: tries } = attempts();
  for (let index = 0; index < 10; index += 1) {
    expect(tries.take("a")).toBeNull();
    tries.giveBack("a");
  }
  for (let index = 0; index < 3; index += 1) tries.take("a");
  expect(tries.take("a")).not.toBeNull();
  tries.forget("a");
  expect(tries.take("a")).toBeNull();
});
