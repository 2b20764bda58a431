import type * as domain from "@resource-manager/domain/model/operation";
import { registerEnumType } from "type-graphql";

export const OperationKind = {
  CREATE_POD: "CREATE_POD",
  DELETE_POD: "DELETE_POD",
  HEAL: "HEAL",
  UPDATE_POD: "UPDATE_POD",
} as const satisfies Record<domain.OperationKind, domain.OperationKind>;
export type OperationKind = keyof typeof OperationKind;

export const OperationState = {
  DONE: "DONE",
  FAILED: "FAILED",
  PENDING: "PENDING",
  RUNNING: "RUNNING",
  UNDOING: "UNDOING",
  UNDONE: "UNDONE",
  WAITING: "WAITING",
} as const satisfies Record<domain.OperationState, domain.OperationState>;
export type OperationState = keyof typeof OperationState;

export const StepState = {
  DONE: "DONE",
  FAILED: "FAILED",
  PENDING: "PENDING",
  RUNNING: "RUNNING",
  UNDOING: "UNDOING",
  UNDONE: "UNDONE",
  WAITING: "WAITING",
} as const satisfies Record<domain.StepState, domain.StepState>;
export type StepState = keyof typeof StepState;

registerEnumType(OperationKind, { name: "OperationKind" });
registerEnumType(OperationState, { name: "OperationState" });
registerEnumType(StepState, { name: "StepState" });
