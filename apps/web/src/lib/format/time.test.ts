import { expect, test } from "vitest";
import { formatDuration, formatRelative } from "./time";

const now = new Date("2026-11-23T12:00:00Z");

test.each([
  ["2026-11-23T11:59:57Z", "now"],
  ["2026-11-23T11:59:30Z", "30 sec. ago"],
  ["2026-11-23T11:55:10Z", "4 min. ago"],
  ["2026-11-23T09:00:00Z", "3 hr. ago"],
  ["2026-11-20T11:00:00Z", "3 days ago"],
  ["2026-11-23T12:00:20Z", "in 20 sec."],
])("%s is %s", (time, text) => {
  expect(formatRelative(new Date(time), now)).toBe(text);
});

test.each([
  [400, "0 s"],
  [12_000, "12 s"],
  [300_000, "5 min"],
  [3_725_000, "1 h 2 min"],
  [183_600_000, "2 d 3 h"],
])("%s ms last %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
