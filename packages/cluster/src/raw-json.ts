/** Readers of JSON that somebody else wrote: each gives a value of the asked kind or its absence, and never throws. */

export type RawRecord = Readonly<Record<string, unknown>>;

const NOTHING: RawRecord = Object.freeze({});
const NO_ITEMS: readonly unknown[] = Object.freeze([]);

/** The object, or an empty one. */
export function recordOf(value: unknown): RawRecord {
  return isRecord(value) ? value : NOTHING;
}

export function isRecord(value: unknown): value is RawRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The array, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NO_ITEMS;
}

/** The text, or null where it is absent or empty. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function integerOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

/** A time as JSON text, or as a Date (client-node's typed answers hold Dates, watch lines hold text). */
export function timeOf(value: unknown): Date | null {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? null : value;
  }
  return typeof value === "string" ? parseTime(value) : null;
}

// Kubernetes' times have whole seconds, so the times of one pod, and of pods made together, are often the same text.
// Sharing the Date saves most of the memory that dates would take in a cache of 100,000 pods.
const TIMES_MAX = 50_000;
const TIMES = new Map<string, Date>();

function parseTime(text: string): Date | null {
  const known = TIMES.get(text);
  if (known !== undefined) {
    return known;
  }
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    return null;
  }
  if (TIMES.size >= TIMES_MAX) {
    TIMES.clear();
  }
  TIMES.set(text, time);
  return time;
}
