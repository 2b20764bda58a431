import type { HistorySample, HistoryValues, Step } from "@resource-manager/history/history-model";
import type { History } from "@resource-manager/history/open-history";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** When the demo's company moved its racks: nothing was measured for some hours, so that there is a gap to see. */
const GAP = { fromDaysAgo: 9, hours: 7 } as const;
const WEEKEND_COMES_WITHIN_DAYS = 0.5;

/**
 * A past for a demo that begins now: 30 days in hours, the last day in minutes and the last hour in moments. It leads to what there
 * is now (`totals` and `parts`), busier by day than by night and on workdays than at the weekend.
 */
export async function fillDemoPast(
  history: Pick<History, "fill">,
  nowMs: number,
  totals: readonly HistorySample[],
  parts: readonly HistorySample[],
): Promise<void> {
  await history.fill(HOUR, moments(nowMs - 2 * HOUR * 1000, 30 * DAY, HOUR, [...totals, ...parts], nowMs));
  await history.fill(60, moments(nowMs, DAY, 60, [...totals, ...parts], nowMs));
  await history.fill(10, moments(nowMs, HOUR, 10, totals, nowMs));
}

function moments(untilMs: number, lengthSeconds: number, step: Step, now: readonly HistorySample[], nowMs: number) {
  // Pods that were just made are not measured yet, their servers are.
  const isMeasured = now.some(({ values }) => values.used !== null);
  const count = Math.floor(lengthSeconds / step) - 1;
  return Array.from({ length: count }, (_, index) => untilMs - (count - index) * step * 1000)
    .filter((atMs) => !isInGap(atMs, nowMs))
    .map((atMs) => ({
      atMs,
      samples: now.map((sample) => ({ ...sample, values: valuesAt(sample, atMs, nowMs, isMeasured) })),
    }));
}

function isInGap(atMs: number, nowMs: number): boolean {
  const hoursAgo = (nowMs - atMs) / 1000 / HOUR;
  const from = GAP.fromDaysAgo * 24;
  return hoursAgo <= from && hoursAgo > from - GAP.hours;
}

function valuesAt(
  { dimension, name, values }: HistorySample,
  atMs: number,
  nowMs: number,
  isMeasured: boolean,
): HistoryValues {
  const { allocatable, allocated } = values;
  const busy = busyness(atMs, phaseOf(`${dimension} ${name}`)) / busyness(nowMs, phaseOf(`${dimension} ${name}`));
  const of = (resource: keyof typeof allocated): number => {
    const most = allocatable?.[resource] ?? Number.POSITIVE_INFINITY;
    const amount = Math.min(most, allocated[resource] * busy);
    return resource === "gpus" && dimension === "SERVER" ? Math.round(amount) : Math.round(amount * 100) / 100;
  };
  const then = {
    gpus: of("gpus"),
    cpuMillis: of("cpuMillis"),
    ramBytes: of("ramBytes"),
    storageBytes: of("storageBytes"),
  };
  const hours = atMs / 1000 / HOUR;
  const wave = 0.62 + 0.06 * Math.sin(hours * 1.3 + phaseOf(name)) + 0.03 * Math.sin(hours * 3.7 + 2 * phaseOf(name));
  return {
    allocatable,
    allocated: then,
    used: isMeasured ? { cpuMillis: then.cpuMillis * wave, ramBytes: then.ramBytes * 0.55 } : null,
  };
}

/** About how much was going on, 0.3 to 1.1: by the hour of the day, the day of the week, and by chance that lasts for hours. */
function busyness(atMs: number, phase: number): number {
  const days = atMs / 1000 / DAY;
  const byHour = 0.18 * Math.sin(2 * Math.PI * (days - 0.4));
  const atWeekend = -0.16 * weekendShare(days);
  const drift = 0.1 * Math.sin(days * 1.7 + phase) + 0.06 * Math.sin(days * 5.3 + 2 * phase);
  return Math.max(0.3, 0.75 + byHour + atWeekend + drift);
}

/** How much a moment belongs to a weekend, 0 to 1: it comes and goes over half a day around midnight, as people do. */
function weekendShare(days: number): number {
  // Day 0 of the epoch was a Thursday: day 3 began in the middle of a weekend.
  const fromMiddle = Math.abs(((days + 0.5) % 7) - 3.5);
  const share = Math.min(1, Math.max(0, (1 - fromMiddle) / WEEKEND_COMES_WITHIN_DAYS + 0.5));
  return share * share * (3 - 2 * share);
}

function phaseOf(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) % 6_283;
  return sum / 1000;
}
