import type { Refusal, RefusalKind } from "@resource-manager/domain/model/refusal";
import { CODE_OF_REFUSAL } from "./error-code.enum.ts";
import * as types from "./refusals.type.ts";
import type { UserError } from "./user-error.type.ts";

const TYPE_OF_REFUSAL = {
  ClusterRefused: types.ClusterRefused,
  ClusterUnavailable: types.ClusterUnavailable,
  Conflict: types.Conflict,
  HealingStopped: types.HealingStopped,
  ImageNotAllowed: types.ImageNotAllowed,
  InsufficientCapacity: types.InsufficientCapacity,
  InvalidInput: types.InvalidInput,
  LastAdmin: types.LastAdmin,
  NameTaken: types.NameTaken,
  NotFound: types.NotFound,
  NotPermitted: types.NotPermitted,
  QuotaExceeded: types.QuotaExceeded,
  ServerUnavailable: types.ServerUnavailable,
  TeamHasPods: types.TeamHasPods,
  TooManyAttempts: types.TooManyAttempts,
} as const satisfies Record<RefusalKind, new () => UserError>;

/** A refusal as the member of the result union that stands for it. */
export function toRefusal(refusal: Refusal): UserError {
  const { kind, ...facts } = refusal;
  return Object.assign(new TYPE_OF_REFUSAL[kind](), facts, { code: CODE_OF_REFUSAL[kind] });
}
