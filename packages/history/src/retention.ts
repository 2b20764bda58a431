import type { Dimension, Step } from "./history-model.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** No point is kept longer. */
export const KEPT_SECONDS_MAX = 30 * DAY;
/** Points of one minute that all servers have together; with more servers each keeps fewer. */
const SERVER_MINUTES_MAX = 450_000;
/** An hour's mean is made of its minutes, so these outlive it. */
const SERVER_MINUTES_LEAST = 90;

/** For how long points are kept: moments for an hour, minutes for a day, hours for 30 days. Servers are many: they have no moments. */
export function keptSeconds(dimension: Dimension, step: Step, serverCount: number): number {
  if (step === HOUR) return KEPT_SECONDS_MAX;
  if (dimension !== "SERVER") return step === MINUTE ? DAY : HOUR;
  if (step !== MINUTE) return 0;
  const minutes = Math.floor(SERVER_MINUTES_MAX / Math.max(1, serverCount));
  return Math.min(DAY, Math.max(SERVER_MINUTES_LEAST, minutes) * MINUTE);
}

/** The finest step that still has points at the beginning of a range, with some slack for one that began at its edge. */
export function stepFor(dimension: Dimension, ageSeconds: number, serverCount: number): Step {
  const steps: readonly Step[] = dimension === "SERVER" || dimension === "TEAM" ? [60, 3600] : [10, 60, 3600];
  return steps.find((step) => ageSeconds <= keptSeconds(dimension, step, serverCount) + step) ?? 3600;
}
