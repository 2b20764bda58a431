import { expect, test } from "vitest";
import { ManualClock } from "../tests/support/manual-clock.ts";
import { Backoff } from "./backoff.ts";

const TIMINGS = { firstMs: 100, longestMs: 5_000 };

/** The waiting times of so many failures in a row. */
async function waits(random: () => number, count: number): Promise<number[]> {
  const clock = new ManualClock();
  const backoff = new Backoff(clock, random, TIMINGS);
  const seen: number[] = [];
  for (let failure = 0; failure < count; failure += 1) {
    const waiting = backoff.failed();
    seen.push(clock.nextMs ?? 0);
    clock.advance(clock.nextMs ?? 0);
    await waiting;
  }
  return seen;
}

test("the first retry is at once, later ones wait longer, up to the limit", async () => {
  expect(await waits(() => 1, 9)).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
});

test("jitter takes off at most half", async () => {
  expect(await waits(() => 0, 9)).toEqual([0, 50, 100, 200, 400, 800, 1_600, 2_500, 2_500]);
});

test("a success starts it anew", async () => {
  const clock = new ManualClock();
  const backoff = new Backoff(clock, () => 1, TIMINGS);
  await backoff.failed();
  backoff.succeeded();
  await backoff.failed();
  expect(clock.pending).toBe(0);
});

test("waits at least as long as the server asked", async () => {
  const clock = new ManualClock();
  const waiting = new Backoff(clock, () => 1, TIMINGS).failed(2_000);
  expect(clock.nextMs).toBe(2_000);
  clock.advance(2_000);
  await waiting;
});

test("waking ends the wait and leaves no timer", async () => {
  const clock = new ManualClock();
  const backoff = new Backoff(clock, () => 1, TIMINGS);
  const waiting = backoff.failed(60_000);
  backoff.wake();
  await waiting;
  expect(clock.pending).toBe(0);
});
