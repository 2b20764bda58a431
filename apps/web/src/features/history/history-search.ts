import { parseAsArrayOf, parseAsIsoDateTime, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

const HOUR_MS = 3_600_000;

/** How much time the charts show, the shortest first. */
export const ranges = [
  { key: "15m", label: "15 min", ms: HOUR_MS / 4 },
  { key: "1h", label: "1 h", ms: HOUR_MS },
  { key: "6h", label: "6 h", ms: 6 * HOUR_MS },
  { key: "24h", label: "24 h", ms: 24 * HOUR_MS },
  { key: "7d", label: "7 d", ms: 7 * 24 * HOUR_MS },
  { key: "30d", label: "30 d", ms: 30 * 24 * HOUR_MS },
] as const;

export type RangeKey = (typeof ranges)[number]["key"];
export const groups = ["ALL", "GPU_MODEL", "TEAM", "SERVER"] as const;
export const measures = ["allocated", "used"] as const;
export type Measure = (typeof measures)[number];

/**
 * What part of time a view shows. `until` null: it ends now, and moves on with the time. `from`: where it begins, where somebody marked it in
 * a chart; null: the range says how long it is.
 */
export interface TimeRange {
  readonly range: RangeKey;
  readonly until: Date | null;
  readonly from: Date | null;
}

const historySearch = {
  range: parseAsStringLiteral(ranges.map(({ key }) => key)).withDefault("24h"),
  until: parseAsIsoDateTime,
  from: parseAsIsoDateTime,
  by: parseAsStringLiteral(groups).withDefault("ALL"),
  names: parseAsArrayOf(parseAsString).withDefault([]),
  show: parseAsStringLiteral(measures).withDefault("allocated"),
};

/** What the monitor shows, as the URL has it. */
export function useHistorySearch() {
  const [search, setSearch] = useQueryStates(historySearch, { history: "push" });
  return { search, setSearch };
}

/** A marked part that is shorter shows nothing but its edges. */
const markedMinMs = 60_000;

export function lengthMs({ range, until, from }: TimeRange): number {
  const marked = from && until ? until.getTime() - from.getTime() : 0;
  return marked > 0 ? marked : rangeMs(range);
}

/** The part of time between two moments of the present one, whichever comes first; at least a minute. */
export function marked({ range }: TimeRange, one: Date, other: Date): TimeRange {
  const [first, last] = one < other ? [one, other] : [other, one];
  const missing = Math.max(0, markedMinMs - (last.getTime() - first.getTime()));
  return {
    range,
    from: new Date(first.getTime() - missing / 2),
    until: new Date(last.getTime() + missing / 2),
  };
}

/** The next shorter range around a moment of the present one; null where there is none. */
export function zoomedIn(present: TimeRange, around: Date): TimeRange | null {
  const shorter = ranges.findLast(({ ms }) => ms < lengthMs(present));
  return shorter ? { range: shorter.key, until: new Date(around.getTime() + shorter.ms / 2), from: null } : null;
}

/** The next longer range around the middle of the present one; null where there is none. It never ends in the future. */
export function zoomedOut(present: TimeRange, now: Date): TimeRange | null {
  const length = lengthMs(present);
  const longer = ranges.find(({ ms }) => ms > length);
  if (!longer) return null;
  const { until } = present;
  if (until === null) return { range: longer.key, until: null, from: null };
  return { range: longer.key, until: pastOnly(until.getTime() + (longer.ms - length) / 2, now), from: null };
}

/** Half of it earlier (-1) or later (1); at the present it is live again. */
export function moved(present: TimeRange, direction: -1 | 1, now: Date): TimeRange {
  const length = lengthMs(present);
  const until = pastOnly((present.until ?? now).getTime() + (direction * length) / 2, now);
  const from = present.from && until ? new Date(until.getTime() - length) : null;
  return { range: present.range, until, from };
}

function rangeMs(key: RangeKey): number {
  return ranges.find((range) => range.key === key)?.ms ?? HOUR_MS;
}

function pastOnly(ms: number, now: Date): Date | null {
  return ms >= now.getTime() ? null : new Date(ms);
}
