import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { noteRequest, noteSocket, reach } from "./reach";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T12:00:00Z") });
  noteRequest(true);
  noteSocket(true);
});
afterEach(() => {
  vi.useRealTimers();
});

test("requests fail since the first failure of a row", () => {
  noteRequest(false);
  vi.advanceTimersByTime(5_000);
  noteRequest(false);
  expect(reach.get().requestsFailSince).toEqual(new Date("2026-11-23T12:00:00Z"));
  noteRequest(true);
  expect(reach.get().requestsFailSince).toBeNull();
});

test("a socket that is back within a second was never down", () => {
  noteSocket(false);
  vi.advanceTimersByTime(900);
  noteSocket(true);
  vi.advanceTimersByTime(10_000);
  expect(reach.get().socketDownSince).toBeNull();
});

test("a socket that stays away is down since it went, however often it is tried", () => {
  noteSocket(false);
  vi.advanceTimersByTime(400);
  noteSocket(false);
  vi.advanceTimersByTime(600);
  expect(reach.get().socketDownSince).toEqual(new Date("2026-11-23T12:00:00Z"));
  vi.advanceTimersByTime(5_000);
  noteSocket(false);
  expect(reach.get().socketDownSince).toEqual(new Date("2026-11-23T12:00:00Z"));
});
