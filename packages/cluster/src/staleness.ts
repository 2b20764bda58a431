import type { Verdict } from "./cluster-trust.ts";
import type { ViewTimings } from "./view-timings.ts";

export interface StalenessFacts {
  readonly verdict: Verdict;
  readonly probeAnsweredAt: Date | null;
  readonly reflectors: readonly {
    readonly kind: string;
    readonly synced: boolean;
    readonly provedAt: Date | null;
    readonly why: string | null;
  }[];
}

/** Why what is known may no longer be so, in plain words; null while it is fresh. */
export function staleBecause(
  { verdict, probeAnsweredAt, reflectors }: StalenessFacts,
  { probeStaleMs, watchStaleMs }: Pick<ViewTimings, "probeStaleMs" | "watchStaleMs">,
  now: Date,
): string | null {
  const unread = reflectors.find(({ synced }) => !synced);
  if (unread !== undefined) {
    const why = verdict.kind === "trusted" ? unread.why : verdict.why;
    return `the cluster's state was not read yet${because(why)}`;
  }
  if (verdict.kind === "stranger" || verdict.kind === "backwards") {
    return verdict.why;
  }
  if (silentMs(probeAnsweredAt, now) > probeStaleMs) {
    return `the cluster does not answer${because(verdict.kind === "away" ? verdict.why : null)}`;
  }
  const dead = reflectors.find(({ provedAt }) => silentMs(provedAt, now) > watchStaleMs);
  return dead === undefined ? null : `changes of ${dead.kind} do not arrive${because(dead.why)}`;
}

function because(why: string | null): string {
  return why === null ? "" : `: ${why}`;
}

function silentMs(heardAt: Date | null, now: Date): number {
  return heardAt === null ? Number.POSITIVE_INFINITY : now.getTime() - heardAt.getTime();
}
