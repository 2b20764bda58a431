import type { Repair } from "./finding.ts";

export const BRAKE_WINDOW_MS = 60 * 60_000;
const DELETIONS_MIN = 3;
const SHARE = 0.05;

/** Why healing stops until a person confirms that very plan. */
export interface Stop {
  /** One plain sentence. */
  readonly why: string;
  readonly planId: string;
  readonly deletions: number;
  /** How many deletions a rolling hour may have. */
  readonly limit: number;
}

export interface BrakeInput {
  readonly planId: string;
  readonly repairs: readonly Pick<Repair, "deletes">[];
  /** Deletions that repairs did within the last hour. */
  readonly recentDeletions: number;
  /** Pods of the ledger that are not gone. */
  readonly pods: number;
  /** What the view holds against the cluster; undefined: nothing. */
  readonly suspicious: string | undefined;
}

/** Pure. Null: the plan may be applied. */
export function brake({ planId, repairs, recentDeletions, pods, suspicious }: BrakeInput): Stop | null {
  const limit = Math.max(DELETIONS_MIN, Math.floor(pods * SHARE));
  const deletions = repairs.filter(({ deletes }) => deletes).length;
  if (suspicious !== undefined) return { why: suspicious, planId, deletions, limit };
  if (deletions === 0 || recentDeletions + deletions <= limit) return null;
  const before = recentDeletions === 0 ? "" : ` after ${recentDeletions} within the last hour`;
  const why = `it ends ${deletions} pods${before}; more than ${limit} in an hour are only ended when a person confirms it`;
  return { why, planId, deletions, limit };
}
