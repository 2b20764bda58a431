import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Bench, Row } from "./bench.ts";
import { median, quantile } from "./statistics.ts";

/** As text, columns under each other. */
export function tableOf(bench: Bench, rows: readonly Row[]): string {
  const head = ["what", "unit", "ours p50", "p99", "theirs p50", "p99", "ratio", "goal", "n", "load"];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  return [`${bench.name}: ${bench.title}`, "", ...text].join("\n");
}

/** Puts this bench's rows, samples and all, into a JSON file beside those of other benches. */
export function saveResults(file: string, bench: Bench, rows: readonly Row[], now: Date): void {
  const results: Record<string, unknown> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  results[bench.name] = {
    title: bench.title,
    at: now.toISOString(),
    machine: {
      cores: cpus().length,
      cpu: cpus()[0]?.model,
      memoryGib: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    rows: rows.map((row) => ({ ...row, ratio: ratioOf(row) })),
  };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

export function ratioOf({ ours, theirs }: Row): number | undefined {
  return theirs === undefined ? undefined : median(ours) / median(theirs);
}

/** Whether a row reaches its goal; undefined where it has none. */
export function isReached(row: Row): boolean | undefined {
  const { goal } = row;
  if (goal === undefined) return undefined;
  if ("max" in goal) return median(row.ours) <= goal.max;
  const ratio = ratioOf(row) ?? Number.NaN;
  return "ratioMax" in goal ? ratio <= goal.ratioMax : ratio >= goal.ratioMin;
}

function cells(row: Row): string[] {
  const { what, unit, ours, theirs, load } = row;
  const ratio = ratioOf(row);
  const both = (samples: readonly number[] | undefined): string[] =>
    samples === undefined ? ["-", "-"] : [digits(median(samples)), digits(quantile(samples, 0.99))];
  return [
    what,
    unit,
    ...both(ours),
    ...both(theirs),
    ratio === undefined ? "-" : digits(ratio),
    goalText(row),
    String(ours.length),
    load.toFixed(1),
  ];
}

function goalText(row: Row): string {
  const { goal } = row;
  if (goal === undefined) return "-";
  const text = "max" in goal ? `<= ${goal.max}` : "ratioMax" in goal ? `<= ${goal.ratioMax}x` : `>= ${goal.ratioMin}x`;
  return `${text} ${isReached(row) ? "met" : "MISSED"}`;
}

/** Three significant digits. */
function digits(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}
