import type * as domain from "@resource-manager/domain/model/pod";
import { registerEnumType } from "type-graphql";

export const PodStatus = {
  FAILED: "FAILED",
  PENDING: "PENDING",
  RUNNING: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  TERMINATING: "TERMINATING",
  UNKNOWN: "UNKNOWN",
} as const satisfies Record<domain.PodStatus, domain.PodStatus>;
export type PodStatus = keyof typeof PodStatus;

export const RestartPolicy = {
  ALWAYS: "ALWAYS",
  NEVER: "NEVER",
  ON_FAILURE: "ON_FAILURE",
} as const satisfies Record<domain.RestartPolicy, domain.RestartPolicy>;
export type RestartPolicy = keyof typeof RestartPolicy;

export const DesiredState = {
  ABSENT: "ABSENT",
  PRESENT: "PRESENT",
} as const satisfies Record<domain.DesiredState, domain.DesiredState>;
export type DesiredState = keyof typeof DesiredState;

export const ResizeState = {
  DEFERRED: "DEFERRED",
  INFEASIBLE: "INFEASIBLE",
  IN_PROGRESS: "IN_PROGRESS",
  NONE: "NONE",
} as const satisfies Record<domain.ResizeState, domain.ResizeState>;
export type ResizeState = keyof typeof ResizeState;

export const PodEventType = { NORMAL: "NORMAL", WARNING: "WARNING" } as const satisfies Record<
  domain.PodEvent["type"],
  domain.PodEvent["type"]
>;
export type PodEventType = keyof typeof PodEventType;

registerEnumType(PodStatus, { name: "PodStatus" });
registerEnumType(RestartPolicy, { name: "RestartPolicy" });
registerEnumType(DesiredState, { name: "DesiredState" });
registerEnumType(ResizeState, { name: "ResizeState" });
registerEnumType(PodEventType, { name: "PodEventType" });
