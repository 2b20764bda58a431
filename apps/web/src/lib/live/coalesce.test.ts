import { Subject } from "rxjs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coalesce } from "./coalesce";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp({ takesMs = 0 } = {}) {
  const changes = new Subject<void>();
  const startedAt: number[] = [];
  const begin = Date.now();
  const work = async () => {
    startedAt.push(Date.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    return startedAt.length;
  };
  const results: number[] = [];
  const errors: unknown[] = [];
  const subscription = changes.pipe(coalesce(work, 500)).subscribe({
    next: (value) => results.push(value),
    error: (error) => errors.push(error),
  });
  return { changes, startedAt, results, errors, subscription };
}

test("a single change works at once, and once", async () => {
  const { changes, startedAt, results } = setUp();
  changes.next();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(startedAt).toEqual([0]);
  expect(results).toEqual([1]);
});

test("a hundred changes a second work twice a second, and once after the last", async () => {
  const { changes, startedAt } = setUp();
  for (let i = 0; i < 100; i++) {
    changes.next();
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(5_000);
  expect(startedAt).toEqual([0, 500, 1000]);
});

test("slow work is never run twice at a time, and a change during it is not lost", async () => {
  const { changes, startedAt, results } = setUp({ takesMs: 2_000 });
  changes.next();
  await vi.advanceTimersByTimeAsync(1_900);
  changes.next();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(startedAt).toEqual([0, 2_000]);
  expect(results).toEqual([1, 2]);
});

test("work that fails ends the stream with its error", async () => {
  const changes = new Subject<void>();
  const errors: unknown[] = [];
  changes
    .pipe(coalesce(() => Promise.reject(new Error("503")), 500))
    .subscribe({ error: (error) => errors.push(error) });
  changes.next();
  await vi.advanceTimersByTimeAsync(0);
  expect(errors).toEqual([new Error("503")]);
});

test("nothing works after unsubscribing", async () => {
  const { changes, startedAt, subscription } = setUp();
  changes.next();
  changes.next();
  subscription.unsubscribe();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(startedAt).toEqual([0]);
});
