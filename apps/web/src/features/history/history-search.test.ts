import { expect, test } from "vitest";
import { lengthMs, marked, moved, type RangeKey, type TimeRange, zoomedIn, zoomedOut } from "./history-search";

const now = new Date("2026-11-25T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const time = (range: RangeKey, until: Date | null = null, from: Date | null = null): TimeRange => ({
  range,
  until,
  from,
});

test("zooming in shows the next shorter range around a moment, down to the shortest", () => {
  expect(zoomedIn(time("6h"), hoursAgo(3))).toEqual(time("1h", hoursAgo(2.5)));
  expect(zoomedIn(time("15m"), hoursAgo(0.1))).toBeNull();
});

test("zooming out keeps the middle, and stays live where it was live", () => {
  expect(zoomedOut(time("1h"), now)).toEqual(time("6h"));
  expect(zoomedOut(time("1h", hoursAgo(10)), now)).toEqual(time("6h", hoursAgo(7.5)));
  expect(zoomedOut(time("30d"), now)).toBeNull();
});

test("moving later than now is being live again", () => {
  expect(moved(time("6h"), -1, now)).toEqual(time("6h", hoursAgo(3)));
  expect(moved(time("6h", hoursAgo(3)), 1, now)).toEqual(time("6h"));
});

test("what is marked is shown whichever end came first, is moved by its own length, and zoomed from it", () => {
  const part = marked(time("24h"), hoursAgo(8), hoursAgo(10));
  expect(part).toEqual(time("24h", hoursAgo(8), hoursAgo(10)));
  expect(lengthMs(part)).toBe(2 * 3_600_000);
  expect(moved(part, -1, now)).toEqual(time("24h", hoursAgo(9), hoursAgo(11)));
  expect(zoomedOut(part, now)).toEqual(time("6h", hoursAgo(6)));
  expect(zoomedIn(part, hoursAgo(9))).toEqual(time("1h", hoursAgo(8.5)));
});

test("what is marked is at least a minute", () => {
  expect(lengthMs(marked(time("15m"), hoursAgo(1), hoursAgo(1)))).toBe(60_000);
});
