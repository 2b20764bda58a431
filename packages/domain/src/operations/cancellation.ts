import { isOver, type Operation, type OperationError } from "../model/operation.ts";
import { currentStep } from "./operation-state.ts";
import { stepsOf } from "./tables.ts";

/** Whether an operation can be called off now, and what that takes back, in the words of its steps; or why not. */
export type Cancellation =
  | { readonly possible: true; readonly undoes: readonly string[] }
  | { readonly possible: false; readonly why: string };

/**
 * An operation can be called off while every step that may have had an effect can be undone: the current one counts, because it may
 * have begun. After that it only goes forward.
 */
export function cancellationOf(operation: Operation): Cancellation {
  if (isOver(operation.state)) return { possible: false, why: `it is over (${operation.state})` };
  if (operation.state === "UNDOING" || isCancelled(operation)) {
    return { possible: false, why: "it is being undone already" };
  }
  const begun = stepsOf(operation).slice(0, currentStep(operation) + 1);
  const last = begun.find((step) => !step.undoable);
  if (last) return { possible: false, why: `it only goes forward from the step "${last.title}"` };
  return { possible: true, undoes: begun.filter((step) => step.undo).map((step) => step.title) };
}

/** Whether somebody called it off: a person, or the deletion of its pod. */
export function isCancelled(operation: Operation): boolean {
  return operation.facts.cancelled === true;
}

/** Whether a cancelled operation goes back from here. One that was called off while it still could goes back from the next step, too. */
export function turnsBackAt(operation: Operation, index: number): boolean {
  if (!isCancelled(operation)) return false;
  const steps = stepsOf(operation);
  if (steps[index]?.undoable) return true;
  return calledOffBy(operation) !== null && steps.slice(0, index).every((step) => step.undoable);
}

/** The person who called it off; null where nobody did. */
export function calledOffBy(operation: Operation): string | null {
  const { cancelledBy } = operation.facts;
  return typeof cancelledBy === "string" ? cancelledBy : null;
}

export function cancelledError(operation: Operation): OperationError {
  const person = calledOffBy(operation);
  return { code: "CANCELLED", message: person === null ? "cancelled" : `cancelled by ${person}` };
}
