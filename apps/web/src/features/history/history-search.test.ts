import { expect, test } from "vitest";
import { moved, zoomedIn, zoomedOut } from "./history-search";

const now = new Date("2026-11-25T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

test("zooming in shows the next shorter range around a moment, down to the shortest", () => {
  expect(zoomedIn({ range: "6h", until: null }, hoursAgo(3))).toEqual({ range: "1h", until: hoursAgo(2.5) });
  expect(zoomedIn({ range: "15m", until: null }, hoursAgo(0.1))).toBeNull();
});

test("zooming out keeps the middle, and stays live where it was live", () => {
  expect(zoomedOut({ range: "1h", until: null }, now)).toEqual({ range: "6h", until: null });
  expect(zoomedOut({ range: "1h", until: hoursAgo(10) }, now)).toEqual({ range: "6h", until: hoursAgo(7.5) });
  expect(zoomedOut({ range: "30d", until: null }, now)).toBeNull();
});

test("moving later than now is being live again", () => {
  expect(moved({ range: "6h", until: null }, -1, now)).toEqual({ range: "6h", until: hoursAgo(3) });
  expect(moved({ range: "6h", until: hoursAgo(3) }, 1, now)).toEqual({ range: "6h", until: null });
});
