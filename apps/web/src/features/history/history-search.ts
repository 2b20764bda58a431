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

/** What part of time a view shows. `until` null: it ends now, and moves on with the time. */
export interface TimeRange {
  readonly range: RangeKey;
  readonly until: Date | null;
}

const historySearch = {
  range: parseAsStringLiteral(ranges.map(({ key }) => key)).withDefault("24h"),
  until: parseAsIsoDateTime,
  by: parseAsStringLiteral(groups).withDefault("ALL"),
  names: parseAsArrayOf(parseAsString).withDefault([]),
  show: parseAsStringLiteral(measures).withDefault("allocated"),
};

/** What the monitor shows, as the URL has it. */
export function useHistorySearch() {
  const [search, setSearch] = useQueryStates(historySearch, { history: "push" });
  return { search, setSearch };
}

export function rangeMs(key: RangeKey): number {
  return ranges.find((range) => range.key === key)?.ms ?? HOUR_MS;
}

/** The next shorter range around a moment of the present one; null where there is none. */
export function zoomedIn({ range }: TimeRange, around: Date): TimeRange | null {
  const shorter = ranges[ranges.findIndex(({ key }) => key === range) - 1];
  return shorter ? { range: shorter.key, until: new Date(around.getTime() + shorter.ms / 2) } : null;
}

/** The next longer range around the middle of the present one; null where there is none. It never ends in the future. */
export function zoomedOut({ range, until }: TimeRange, now: Date): TimeRange | null {
  const longer = ranges[ranges.findIndex(({ key }) => key === range) + 1];
  if (!longer) return null;
  if (until === null) return { range: longer.key, until: null };
  return { range: longer.key, until: pastOnly(until.getTime() + (longer.ms - rangeMs(range)) / 2, now) };
}

/** Half a range earlier (-1) or later (1); at the present it is live again. */
export function moved({ range, until }: TimeRange, direction: -1 | 1, now: Date): TimeRange {
  return { range, until: pastOnly((until ?? now).getTime() + (direction * rangeMs(range)) / 2, now) };
}

function pastOnly(ms: number, now: Date): Date | null {
  return ms >= now.getTime() ? null : new Date(ms);
}
