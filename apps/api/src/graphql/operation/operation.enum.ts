import type * as domain from "@resource-manager/domain/model/operation";
import { registerEnumType } from "type-graphql";

export const OperationKind = {
  ADD_NAMESPACE: "ADD_NAMESPACE",
  ADOPT_NAMESPACE: "ADOPT_NAMESPACE",
  ARCHIVE_TEAM: "ARCHIVE_TEAM",
  CORDON_SERVER: "CORDON_SERVER",
  CREATE_POD: "CREATE_POD",
  CREATE_TEAM: "CREATE_TEAM",
  DELETE_POD: "DELETE_POD",
  DRAIN_SERVER: "DRAIN_SERVER",
  HEAL: "HEAL",
  KEEP_NAMESPACES: "KEEP_NAMESPACES",
  CREATE_PULL_SECRET: "CREATE_PULL_SECRET",
  ROTATE_PULL_SECRET: "ROTATE_PULL_SECRET",
  DELETE_PULL_SECRET: "DELETE_PULL_SECRET",
  UNCORDON_SERVER: "UNCORDON_SERVER",
  UPDATE_POD: "UPDATE_POD",
  UPDATE_TEAM: "UPDATE_TEAM",
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
