import type * as domain from "@resource-manager/domain/model/server";
import { registerEnumType } from "type-graphql";

export const ServerStatus = {
  CORDONED: "CORDONED",
  NOT_READY: "NOT_READY",
  READY: "READY",
  UNKNOWN: "UNKNOWN",
} as const satisfies Record<domain.ServerStatus, domain.ServerStatus>;
export type ServerStatus = keyof typeof ServerStatus;

registerEnumType(ServerStatus, { name: "ServerStatus" });
