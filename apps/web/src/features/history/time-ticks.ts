/** Lengths that people count time in, in minutes: 5 minutes to a week. */
const stepsMinutes = [5, 15, 30, 60, 120, 360, 720, 1_440, 2_880, 10_080] as const;
/** As many labels as fit beside each other on a phone. */
const ticksMax = 5;

/** Evenly spaced moments between two, at round times of the reader's clock; whole days for a long time, across the ends of months too. */
export function timeTicks(from: Date, to: Date): Date[] {
  const spanMinutes = (to.getTime() - from.getTime()) / 60_000;
  const step = stepsMinutes.find((minutes) => spanMinutes / minutes <= ticksMax) ?? 10_080;
  const sinceMidnight = from.getHours() * 60 + from.getMinutes();
  const first = Math.floor(sinceMidnight / step);
  const moments = Array.from(
    { length: Math.ceil(spanMinutes / step) + 2 },
    // Minutes of the wall clock, so that a day is a day when the clocks change.
    (_, index) => new Date(from.getFullYear(), from.getMonth(), from.getDate(), 0, (first + index) * step),
  );
  return moments.filter((moment) => moment >= from && moment <= to);
}
