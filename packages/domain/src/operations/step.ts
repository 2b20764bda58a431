import type { Facts, Operation, OperationError } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Cluster, ClusterView } from "../ports/cluster.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";

/** What every step sees. Everything it needs from earlier steps is in the operation's facts and in what the operation is about. */
export interface OperationContext {
  readonly operation: Operation;
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly installationId: string;
  /** True when another process may have begun this step: one of its calls may still be in flight. */
  readonly resumed: boolean;
  /** Since when this process tries this step. */
  readonly triedSince: Date;
  /** Attempts at this step so far, in this process. */
  readonly attempts: number;
}

/** What a step of a pod's operation sees. */
export interface StepContext extends OperationContext {
  /** As of now, read anew before every attempt. */
  readonly pod: LedgerPod;
  readonly ledger: Pick<Ledger, "team">;
}

/**
 * How an attempt ended. `commit` runs in the transaction that records the outcome, so that the books and the operation never
 * disagree. It must do nothing when it was done already.
 */
export type StepOutcome<Subject = LedgerPod> =
  | {
      readonly kind: "done";
      readonly message: string | null;
      readonly facts?: Facts;
      /** It found its work done, and changed nothing. */
      readonly unchanged?: true;
      readonly commit?: (tx: LedgerTransaction, subject: Subject) => Promise<void>;
      /** Like `commit`, for a step that records operations of their own: the runner drives those that it answers. */
      readonly begin?: (tx: LedgerTransaction, subject: Subject) => Promise<readonly Operation[]>;
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
export interface Step<Context = StepContext, Subject = LedgerPod> extends StepTitle {
  readonly undoable: boolean;
  /** It only looks and waits: whatever it answers, it has changed nothing in the cluster. */
  readonly looks?: true;
  run(context: Context): Promise<StepOutcome<Subject>>;
  undo?(context: Context): Promise<StepOutcome<Subject>>;
}

export interface StepTitle {
  readonly name: string;
  readonly title: string;
}

export function done(message: string | null = null, facts?: Facts): StepOutcome<unknown> {
  return facts ? { kind: "done", message, facts } : { kind: "done", message };
}

/** The step found its work done already. */
export function alreadySo(): StepOutcome<unknown> {
  return { kind: "done", message: "already so", unchanged: true };
}

export function wait(reason: string, retryInMs: number, facts?: Facts): StepOutcome<unknown> {
  return facts ? { kind: "wait", reason, retryInMs, facts } : { kind: "wait", reason, retryInMs };
}

export function giveUp(code: string, message: string): StepOutcome<unknown> {
  return { kind: "giveUp", error: { code, message } };
}

const BACKOFF_FIRST_MS = 200;
const BACKOFF_MAX_MS = 10_000;

/** Exponential back-off by the number of attempts, never earlier than the cluster asked. */
export function backoffMs(attempts: number, retryAfterMs: number | null = null): number {
  const exponential = Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(attempts, 16), BACKOFF_MAX_MS);
  return Math.max(exponential, retryAfterMs ?? 0);
}
