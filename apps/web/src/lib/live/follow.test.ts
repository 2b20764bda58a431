import { NEVER, Observable, of, Subject, throwError } from "rxjs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow, jitteredBackoffMs } from "./follow";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("follows from where the load ended", async () => {
  const beginnings: string[] = [];
  const changes = (cursor: string) => {
    beginnings.push(cursor);
    return of("a change").pipe((source) => new Observable((out) => source.subscribe((value) => out.next(value))));
  };
  const seen: unknown[] = [];
  follow({ load: async () => "cursor-7", changes }).subscribe((value) => seen.push(value));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(beginnings).toEqual(["cursor-7"]);
  expect(seen).toEqual(["a change"]);
});

test.each([
  ["errors", () => throwError(() => new Error("socket closed"))],
  ["ends", () => of("last")],
])("loads again and follows from there when the stream %s", async (_, broken) => {
  let loads = 0;
  const beginnings: number[] = [];
  const changes = (cursor: number) => {
    beginnings.push(cursor);
    return cursor === 1 ? broken() : NEVER;
  };
  follow({ load: async () => ++loads, changes }).subscribe();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(beginnings).toEqual([1, 2]);
});

test("goes on trying for ever while loading fails, and never gives up", async () => {
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (loads < 200) throw new Error("503");
    return loads;
  };
  const changes = vi.fn(() => NEVER);
  follow({ load, changes, pauseMs: () => 1_000 }).subscribe();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(changes).toHaveBeenCalledExactlyOnceWith(200);
});

test("the pause starts small again after a success", async () => {
  const pauses: number[] = [];
  const streams: Subject<unknown>[] = [];
  const changes = () => {
    const stream = new Subject();
    streams.push(stream);
    return stream;
  };
  const pauseMs = (failures: number) => {
    pauses.push(failures);
    return 100;
  };
  follow({ load: async () => 0, changes, pauseMs }).subscribe();
  const breakNewest = async (afterAMessage: boolean) => {
    await vi.advanceTimersByTimeAsync(100);
    if (afterAMessage) streams.at(-1)?.next("message");
    streams.at(-1)?.error(new Error("gone"));
  };
  await breakNewest(false);
  await breakNewest(false);
  await breakNewest(true);
  expect(pauses).toEqual([1, 2, 1]);
});

test("stops when unsubscribed from", async () => {
  const load = vi.fn(async () => {
    throw new Error("503");
  });
  const following = follow({ load, changes: () => NEVER, pauseMs: () => 100 }).subscribe();
  await vi.advanceTimersByTimeAsync(0);
  following.unsubscribe();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(load).toHaveBeenCalledTimes(1);
});

test("backs off to one second at most", () => {
  for (let failures = 1; failures < 50; failures++) {
    expect(jitteredBackoffMs(failures)).toBeGreaterThanOrEqual(200);
    expect(jitteredBackoffMs(failures)).toBeLessThanOrEqual(1_000);
  }
});
