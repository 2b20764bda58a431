import type { SourceChange } from "./change-source.ts";

/** The lines of what the product has to survive. Each has at least one bug that would break it. */
export const SURVIVED = [
  "410 and in-stream ERROR",
  "half-open TCP, 429, 5xx, token rotation",
  "stale API server",
  "create done, answer lost",
  "delete and recreate under one name",
  "crash between commit and call",
  "client retries",
  "two at the quota's edge",
  "node gone, NotReady, cordoned, shrunk",
  "stuck Terminating",
  "evicted, preempted, OOMKilled",
  "bad image, unschedulable, admission denial",
  "resize Deferred, Infeasible",
  "foreign edits",
  "disk full, SQLITE_BUSY",
  "slow subscriber",
  "clock skew",
  "shut out while looking on",
  "somebody who guesses, copies or forges",
  "somebody who looks for what is another team's",
] as const;

export type Survived = (typeof SURVIVED)[number];

/** One way in which the product could be wrong. The product itself knows nothing of it: no switch, no flag. */
export interface SeededBug extends SourceChange {
  /** What is wrong, as a user or an operator would complain of it. */
  readonly sentence: string;
  readonly survives: Survived;
  /** Below the repository. */
  readonly file: string;
  /** Who has to notice: tests that speak to ports, HTTP or files, never to the changed function. */
  readonly tests: { readonly of: string; readonly files: readonly string[] };
}
