import type { Operation, OperationKind } from "../model/operation.ts";
import { newOperation } from "../operations/operation-state.ts";
import { stepsOf } from "../operations/tables.ts";
import { NOW } from "./objects.ts";

/** An operation of ann's on the pod of `objects.ts`, of which so many steps are done. */
export function operation(kind: OperationKind, doneSteps: number, changes: Partial<Operation> = {}): Operation {
  const { facts = {} } = changes;
  const from = {
    id: "operation-1",
    kind,
    actor: { kind: "USER", id: "user-ann", name: "ann" },
    key: null,
    inputHash: "hash",
    podId: "pod-1",
    namespace: "team",
    name: "train",
    facts,
    now: NOW,
  } as const;
  return { ...newOperation(from, stepsOf({ kind, facts }), doneSteps), ...changes };
}
