import type { ApiToken } from "@resource-manager/domain/model/api-token";
import type { ApiToken as ApiTokenRow } from "../generated/client.ts";
import type { Cell } from "./sql.ts";

export function readApiToken(row: ApiTokenRow): ApiToken {
  const { ordinal: _, createdByKind, createdById, createdByName, teams, ...token } = row;
  // Only `writeApiToken` writes this column.
  return {
    ...token,
    teams: teams as readonly string[] | null,
    createdBy: { kind: createdByKind, id: createdById, name: createdByName },
  };
}

export function writeApiToken({ createdBy, ...token }: ApiToken) {
  return {
    ...token,
    createdByKind: createdBy.kind,
    createdById: createdBy.id,
    createdByName: createdBy.name,
  } satisfies Record<Exclude<keyof ApiTokenRow, "ordinal">, Cell>;
}
