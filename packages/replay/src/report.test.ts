import { expect, test } from "vitest";
import type { CreateRecord } from "./proof/facts.ts";
import { percentile, reportMeasured, reportVerdicts } from "./report.ts";

const record = (name: string, sentAt: number, answeredAt: number, more: Partial<CreateRecord>): CreateRecord => ({
  name,
  need: { gpus: 1, cpuMillis: 1, ramBytes: 1, storageBytes: 0, podSlots: 1 },
  gpuModels: [],
  sentAt,
  answeredAt,
  outcome: { kind: "accepted" },
  deleted: false,
  ranBeforeDeletion: true,
  runningAt: undefined,
  ...more,
});

test("percentiles by nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 99, 100]);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBeUndefined();
});

test("tells what was placed, refused by reason, and how long it took", () => {
  const refused = { outcome: { kind: "refused", code: "INSUFFICIENT_CAPACITY", message: "" } } as const;
  const text = reportMeasured({
    records: [
      record("a", 1_000, 1_010, { runningAt: 1_500 }),
      record("b", 1_010, 1_030, { runningAt: 3_000 }),
      record("c", 1_020, 2_000, refused),
    ],
    deleted: 0,
    retries: 4,
    apiPeakMib: undefined,
    ownPeakMib: 120.4,
  });
  expect(text.split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, " "))).toEqual([
    "asked for 3 pods: 2 placed, 1 refused (INSUFFICIENT_CAPACITY 1)",
    "until acknowledged p50 20 ms p99 980 ms max 980 ms",
    "until Running p50 500 ms p99 1990 ms max 1990 ms",
    "throughput 3 pods/s answered, 1 pods/s Running",
    "peak memory API unknown (give --api-pid), replay 120 MiB",
    "sent again 4 requests",
  ]);
});

test("shows what each check found, and not thousands of lines", () => {
  const many = Array.from({ length: 25 }, (_, index) => `difference ${index}`);
  const lines = reportVerdicts([
    { check: "first", looked: 3, differences: [] },
    { check: "second", looked: 30, differences: many },
  ]).split("\n");
  expect(lines[0]).toBe("  ✓ first (3 looked at)");
  expect(lines[1]).toBe("  ✗ second (30 looked at, 25 differences)");
  expect(lines).toHaveLength(2 + 20 + 1);
  expect(lines.at(-1)).toBe("      … and 5 more");
});
