import type { RefusalKind } from "@resource-manager/domain/model/refusal";
import { registerEnumType } from "type-graphql";

export const ErrorCode = {
  CLUSTER_REFUSED: "CLUSTER_REFUSED",
  CLUSTER_UNAVAILABLE: "CLUSTER_UNAVAILABLE",
  CONFLICT: "CONFLICT",
  HEALING_STOPPED: "HEALING_STOPPED",
  IMAGE_NOT_ALLOWED: "IMAGE_NOT_ALLOWED",
  INSUFFICIENT_CAPACITY: "INSUFFICIENT_CAPACITY",
  INVALID_INPUT: "INVALID_INPUT",
  LAST_ADMIN: "LAST_ADMIN",
  NAME_TAKEN: "NAME_TAKEN",
  NOT_FOUND: "NOT_FOUND",
  NOT_PERMITTED: "NOT_PERMITTED",
  QUOTA_EXCEEDED: "QUOTA_EXCEEDED",
  SERVER_UNAVAILABLE: "SERVER_UNAVAILABLE",
  TEAM_HAS_PODS: "TEAM_HAS_PODS",
  TOO_MANY_ATTEMPTS: "TOO_MANY_ATTEMPTS",
} as const;
export type ErrorCode = keyof typeof ErrorCode;

registerEnumType(ErrorCode, { name: "ErrorCode" });

export const CODE_OF_REFUSAL = {
  ClusterRefused: "CLUSTER_REFUSED",
  ClusterUnavailable: "CLUSTER_UNAVAILABLE",
  Conflict: "CONFLICT",
  HealingStopped: "HEALING_STOPPED",
  ImageNotAllowed: "IMAGE_NOT_ALLOWED",
  InsufficientCapacity: "INSUFFICIENT_CAPACITY",
  InvalidInput: "INVALID_INPUT",
  LastAdmin: "LAST_ADMIN",
  NameTaken: "NAME_TAKEN",
  NotFound: "NOT_FOUND",
  NotPermitted: "NOT_PERMITTED",
  QuotaExceeded: "QUOTA_EXCEEDED",
  ServerUnavailable: "SERVER_UNAVAILABLE",
  TeamHasPods: "TEAM_HAS_PODS",
  TooManyAttempts: "TOO_MANY_ATTEMPTS",
} as const satisfies Record<RefusalKind, ErrorCode>;
