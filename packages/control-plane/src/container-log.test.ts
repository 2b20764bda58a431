import { expect, test } from "vitest";
import { containerLog } from "./container-log.ts";

test("every line is full, of standard output, and has the time at which it was written", () => {
  const text = containerLog(new Date("2026-11-23T18:00:00.000Z"));
  expect(text.endsWith("\n")).toBe(true);
  const lines = text.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/^2026-11-23T18:00:00\.000Z stdout F \S.*$/);
});
