import type { Actor } from "../model/actor.ts";
import type { OperationStep, StepState } from "../model/operation.ts";
import { type Facts, isOver, type Operation, type OperationError, type OperationKind } from "../model/operation.ts";
import type { StepTitle } from "./step.ts";

export interface NewOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly key: string | null;
  readonly inputHash: string;
  readonly podId: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  /** Null, or left out: not about a team. */
  readonly team?: string | null;
  /** Null, or left out: not about a server. */
  readonly server?: string | null;
  readonly facts: Facts;
  readonly now: Date;
}

/** An operation whose first `doneSteps` steps were carried out by the transaction that records it. */
export function newOperation(from: NewOperation, table: readonly StepTitle[], doneSteps: number): Operation {
  const { now, ...rest } = from;
  const steps = table.map(
    (step, index): OperationStep => ({
      name: step.name,
      title: step.title,
      state: index < doneSteps ? "DONE" : "PENDING",
      message: null,
      attempts: index < doneSteps ? 1 : 0,
      startedAt: index < doneSteps ? now : null,
      endedAt: index < doneSteps ? now : null,
    }),
  );
  return {
    ...rest,
    team: from.team ?? null,
    server: from.server ?? null,
    steps,
    state: "RUNNING",
    waitingFor: null,
    error: null,
    attempts: 0,
    nextAttemptAt: null,
    createdAt: now,
    updatedAt: now,
    endedAt: null,
  };
}

/** The step to run next (forward), or to undo next (backward, from the last that may have had an effect); -1: none is left. */
export function currentStep(operation: Operation): number {
  if (operation.state !== "UNDOING") return operation.steps.findIndex((step) => step.state !== "DONE");
  return operation.steps.findLastIndex((step) => step.state !== "PENDING" && step.state !== "UNDONE");
}

export function stepDone(
  operation: Operation,
  index: number,
  message: string | null,
  facts: Facts,
  now: Date,
): Operation {
  const last = index === operation.steps.length - 1;
  return touch(operation, now, {
    steps: setStep(operation, index, "DONE", message, now),
    facts: { ...operation.facts, ...facts },
    state: last ? "DONE" : "RUNNING",
    endedAt: last ? now : null,
  });
}

export function stepUndone(
  operation: Operation,
  index: number,
  message: string | null,
  facts: Facts,
  now: Date,
): Operation {
  const next = touch(operation, now, {
    steps: setStep(operation, index, "UNDONE", message, now),
    facts: { ...operation.facts, ...facts },
    state: "UNDOING",
  });
  return currentStep(next) === -1 ? { ...next, state: "UNDONE", endedAt: now } : next;
}

/** Records why it waits. While it goes back it stays UNDOING, so that a restart goes on going back. */
export function waiting(
  operation: Operation,
  index: number,
  reason: string,
  facts: Facts,
  now: Date,
  retryAt: Date,
): Operation {
  const undoing = operation.state === "UNDOING";
  return touch(operation, now, {
    steps: setStep(operation, index, undoing ? "UNDOING" : "WAITING", reason, null),
    facts: { ...operation.facts, ...facts },
    state: undoing ? "UNDOING" : "WAITING",
    waitingFor: reason,
    nextAttemptAt: retryAt,
  });
}

/** Turns back: the step that gave up is undone too, because part of it may have taken effect. */
export function turnBack(operation: Operation, index: number, error: OperationError, now: Date): Operation {
  return touch(operation, now, {
    steps: setStep(operation, index, "UNDOING", error.message, null),
    state: "UNDOING",
    error,
  });
}

/** Ends where it can neither go on nor back: a person has to look. */
export function failed(operation: Operation, index: number, error: OperationError, now: Date): Operation {
  return touch(operation, now, {
    steps: setStep(operation, index, "FAILED", error.message, now),
    state: "FAILED",
    error: operation.error ?? error,
    endedAt: now,
  });
}

function touch(operation: Operation, now: Date, patch: Partial<Operation>): Operation {
  if (isOver(operation.state)) throw new Error(`operation ${operation.id} is over: ${operation.state}`);
  return {
    ...operation,
    waitingFor: null,
    nextAttemptAt: null,
    attempts: operation.attempts + 1,
    updatedAt: now,
    ...patch,
  };
}

function setStep(operation: Operation, index: number, state: StepState, message: string | null, endedAt: Date | null) {
  return operation.steps.map((step, at) =>
    at === index
      ? {
          ...step,
          state,
          message,
          attempts: step.attempts + 1,
          startedAt: step.startedAt ?? operation.updatedAt,
          endedAt,
        }
      : step,
  );
}
