import { type Facts, isOver, type Operation } from "../model/operation.ts";
import type { BoundStep, DoneOutcome } from "./bound-step.ts";
import { stepDone } from "./operation-state.ts";

/** The outcome of a step that is recorded together with a later one. */
export interface HeldBack {
  readonly index: number;
  readonly message: string | null;
  readonly facts: Facts;
  readonly at: Date;
}

/**
 * Whether an outcome may be recorded together with a later one: it books nothing; it had no effect, or none can follow; and no later step
 * needs it to be known where to turn back. One who finds the operation after a crash finds it at an earlier step then.
 */
export function mayBeHeldBack(steps: readonly BoundStep[], index: number, outcome: DoneOutcome): boolean {
  const [step, later] = [steps[index], steps.slice(index + 1)];
  if (!step || later.length === 0 || outcome.commit || outcome.begin) return false;
  if (later.some(({ undo, undoable }) => undo !== undefined || undoable !== step.undoable)) return false;
  return outcome.unchanged === true || step.looks || later.every(({ looks }) => looks);
}

/** The operation with the outcomes that were held back, unless another transaction turned it back or ended it meanwhile. */
export function caughtUp(operation: Operation, heldBack: readonly HeldBack[]): Operation {
  if (operation.state === "UNDOING" || isOver(operation.state)) return operation;
  return heldBack.reduce(
    (found, { index, message, facts, at }) => stepDone(found, index, message, facts, at),
    operation,
  );
}
