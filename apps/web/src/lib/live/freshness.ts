import type { Reach } from "@/lib/api/reach";

/** Whether what is on the screen is what is, and if not: since when, why, and what can still be done. */
export type Freshness =
  | { readonly fresh: true }
  | { readonly fresh: false; readonly since: Date; readonly why: string; readonly works: string };

/** What the API last said of its own view of the cluster. */
export interface ClusterView {
  readonly stale: boolean;
  readonly why: string | null;
  readonly observedAt: string | null;
}

/**
 * One answer out of three sources; the one that takes most away wins. `view` is what the API said last, null before it said anything;
 * `now` stands in where the cluster was never heard of.
 */
export function freshness(reach: Reach, view: ClusterView | null, now: Date): Freshness {
  if (reach.requestsFailSince) {
    return {
      fresh: false,
      since: earlier(reach.requestsFailSince, reach.socketDownSince),
      why: "the API does not answer.",
      works:
        "You see what was last known. Nothing can be asked for or changed until it is back; what was acknowledged is kept.",
    };
  }
  if (reach.socketDownSince) {
    return {
      fresh: false,
      since: reach.socketDownSince,
      why: "the live connection is interrupted.",
      works: "Pages still load and changes still work, but nothing moves by itself until it is back.",
    };
  }
  if (view?.stale) {
    return {
      fresh: false,
      since: view.observedAt ? new Date(view.observedAt) : now,
      why: view.why ?? "the cluster has not been heard.",
      works: "What was promised is exact; what runs may have moved on. Changes wait or are refused, and say which.",
    };
  }
  return { fresh: true };
}

function earlier(a: Date, b: Date | null): Date {
  return b && b < a ? b : a;
}
