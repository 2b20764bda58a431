import type { CreateRecord, Verdict } from "./proof/facts.ts";

const shownDifferences = 20;

/** What a replay measured; times in milliseconds. */
export interface Measured {
  readonly records: readonly CreateRecord[];
  readonly deleted: number;
  readonly retries: number;
  readonly apiPeakMib: number | undefined;
  readonly ownPeakMib: number;
}

export function reportMeasured({ records, deleted, retries, apiPeakMib, ownPeakMib }: Measured): string {
  const accepted = records.filter(({ outcome }) => outcome.kind === "accepted");
  const acknowledged = records.map(({ sentAt, answeredAt }) => answeredAt - sentAt);
  const running = accepted.flatMap(({ sentAt, runningAt }) => (runningAt === undefined ? [] : [runningAt - sentAt]));
  const firstAt = Math.min(...records.map(({ sentAt }) => sentAt));
  const answeredS = (Math.max(...records.map(({ answeredAt }) => answeredAt)) - firstAt) / 1000;
  const runningS = (Math.max(...accepted.map(({ runningAt }) => runningAt ?? firstAt)) - firstAt) / 1000;
  return [
    line(
      "asked for",
      `${records.length} pods: ${accepted.length} placed, ${records.length - accepted.length} refused${reasons(records)}`,
    ),
    ...(deleted > 0 ? [line("deleted", `${deleted} pods`)] : []),
    line("until acknowledged", describeTimes(acknowledged)),
    line("until Running", describeTimes(running)),
    line(
      "throughput",
      `${perSecond(records.length, answeredS)} answered, ${perSecond(running.length, runningS)} Running`,
    ),
    line("peak memory", `API ${mib(apiPeakMib)}, replay ${mib(ownPeakMib)}`),
    line("sent again", `${retries} requests`),
  ].join("\n");
}

export function reportVerdicts(verdicts: readonly Verdict[]): string {
  const lines = verdicts.flatMap(({ check, looked, differences }) => {
    const rest = differences.length - shownDifferences;
    return [
      `  ${differences.length === 0 ? "✓" : "✗"} ${check} (${looked} looked at${differences.length === 0 ? "" : `, ${differences.length} differences`})`,
      ...differences.slice(0, shownDifferences).map((difference) => `      ${difference}`),
      ...(rest > 0 ? [`      … and ${rest} more`] : []),
    ];
  });
  return lines.join("\n");
}

/** The value below which this share of the values lies (nearest rank); undefined of none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function reasons(records: readonly CreateRecord[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of records) {
    if (outcome.kind === "refused") counts.set(outcome.code, (counts.get(outcome.code) ?? 0) + 1);
  }
  return counts.size === 0 ? "" : ` (${[...counts].map(([code, count]) => `${code} ${count}`).join(", ")})`;
}

function describeTimes(values: readonly number[]): string {
  return `p50 ${time(percentile(values, 0.5))}   p99 ${time(percentile(values, 0.99))}   max ${time(percentile(values, 1))}`;
}

function time(ms: number | undefined): string {
  if (ms === undefined) return "–";
  return ms < 10_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function perSecond(count: number, seconds: number): string {
  return `${seconds > 0 ? (count / seconds).toFixed(0) : "–"} pods/s`;
}

function mib(value: number | undefined): string {
  return value === undefined ? "unknown (give --api-pid)" : `${value.toFixed(0)} MiB`;
}

function line(title: string, text: string): string {
  return `  ${title.padEnd(20)}${text}`;
}
