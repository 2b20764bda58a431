import { REFLECTOR_TIMINGS, type ReflectorTimings } from "./reflector-options.ts";

export interface ViewTimings {
  readonly probeEveryMs: number;
  /** Between probes while the cluster is away. */
  readonly probeAgainMs: number;
  readonly probeTimeoutMs: number;
  /** No probe answered for so long: stale. */
  readonly probeStaleMs: number;
  /** A watch without proof of life for so long: stale. Longer than `reflector.silenceMs`, so that a restart comes first. */
  readonly watchStaleMs: number;
  /** An older version than before is waited out for so long: a failover between API servers. */
  readonly backwardsGraceMs: number;
  /** How often staleness, which comes with time alone, is looked at to tell listeners. */
  readonly tickMs: number;
  readonly reflector: ReflectorTimings;
}

/**
 * With these a connection that breaks or hangs shows as stale within 15 s. One kind takes 40 s: a server that opens every watch and then
 * says nothing on any, because one such watch alone is restarted before anybody misses it.
 */
export const VIEW_TIMINGS: ViewTimings = {
  probeEveryMs: 5_000,
  probeAgainMs: 1_000,
  probeTimeoutMs: 4_000,
  probeStaleMs: 10_000,
  watchStaleMs: 13_000,
  backwardsGraceMs: 30_000,
  tickMs: 500,
  reflector: REFLECTOR_TIMINGS,
};
