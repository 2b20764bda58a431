import type { Facts, Operation, OperationError } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import type { Clock } from "../ports/clock.ts";
import type { Cluster, ClusterView } from "../ports/cluster.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";

/** What a step sees. Everything it needs from earlier steps is in the operation's facts and in the pod. */
export interface StepContext {
  readonly operation: Operation;
  /** As of now, read anew before every attempt. */
  readonly pod: LedgerPod;
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly installationId: string;
  /** True when another process may have begun this step: one of its calls may still be in flight. */
  readonly resumed: boolean;
  /** Since when this process tries this step. */
  readonly triedSince: Date;
  /** Attempts at this step so far, in this process. */
  readonly attempts: number;
}

/**
 * How an attempt ended. `commit` runs in the transaction that records the outcome, so that the books and the operation never
 * disagree. It must do nothing when it was done already.
 */
export type StepOutcome =
  | {
      readonly kind: "done";
      readonly message: string | null;
      readonly facts?: Facts;
      readonly commit?: (tx: LedgerTransaction, pod: LedgerPod) => Promise<void>;
    }
  | {
      readonly kind: "wait";
      readonly reason: string;
      readonly retryInMs: number;
      readonly facts?: Facts;
      /** The time is the cluster's wish or a back-off: events do not shorten it. */
      readonly backingOff?: true;
    }
  | { readonly kind: "giveUp"; readonly error: OperationError };

/**
 * One line of an operation's table. `run` and `undo` are idempotent: run twice, they leave the same state. A step without
 * `undo` leaves nothing to take back; `undoable: false` marks the point after which the operation only goes forward.
 */
export interface Step {
  readonly name: string;
  readonly title: string;
  readonly undoable: boolean;
  run(context: StepContext): Promise<StepOutcome>;
  undo?(context: StepContext): Promise<StepOutcome>;
}

export function done(message: string | null = null, facts?: Facts): StepOutcome {
  return facts ? { kind: "done", message, facts } : { kind: "done", message };
}

export function wait(reason: string, retryInMs: number, facts?: Facts): StepOutcome {
  return facts ? { kind: "wait", reason, retryInMs, facts } : { kind: "wait", reason, retryInMs };
}

export function giveUp(code: string, message: string): StepOutcome {
  return { kind: "giveUp", error: { code, message } };
}

const BACKOFF_FIRST_MS = 200;
const BACKOFF_MAX_MS = 10_000;

/** Exponential back-off by the number of attempts, never earlier than the cluster asked. */
export function backoffMs(attempts: number, retryAfterMs: number | null = null): number {
  const exponential = Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(attempts, 16), BACKOFF_MAX_MS);
  return Math.max(exponential, retryAfterMs ?? 0);
}
