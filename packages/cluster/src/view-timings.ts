import { REFLECTOR_TIMINGS, type ReflectorTimings } from "./reflector-options.ts";

export interface ViewTimings {
  readonly probeEveryMs: number;
  /** Between probes while the cluster is away. */
  readonly probeAgainMs: number;
  readonly probeTimeoutMs: number;
  /** No probe answered for so long: stale. */
  readonly probeStaleMs: number;
  /** A watch without proof of life for so long: stale. Longer than a silence and the watch that proves after it, so that a restart comes first. */
  readonly watchStaleMs: number;
  /** An older version than before is waited out for so long: a failover between API servers. */
  readonly backwardsGraceMs: number;
  /** How often staleness, which comes with time alone, is looked at to tell listeners. */
  readonly tickMs: number;
  readonly reflector: ReflectorTimings;
}

/**
 * With these a connection that breaks or hangs shows as stale within 15 s. So does a server that opens every watch and then says nothing
 * on any; where one watch alone fell silent, the short one after it ends in order before anybody misses it.
 */
export const VIEW_TIMINGS: ViewTimings = {
  probeEveryMs: 5_000,
  probeAgainMs: 1_000,
  probeTimeoutMs: 4_000,
  probeStaleMs: 10_000,
  watchStaleMs: 14_000,
  backwardsGraceMs: 30_000,
  tickMs: 500,
  reflector: REFLECTOR_TIMINGS,
};
