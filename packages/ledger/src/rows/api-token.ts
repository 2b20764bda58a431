import type { ApiToken } from "@resource-manager/domain/model/api-token";
import type { ApiToken as ApiTokenRow } from "../generated/client.ts";

export function readApiToken(row: ApiTokenRow): ApiToken {
  const { ordinal: _, createdByKind, createdById, createdByName, ...token } = row;
  return { ...token, createdBy: { kind: createdByKind, id: createdById, name: createdByName } };
}

export function writeApiToken({ createdBy, ...token }: ApiToken) {
  return {
    ...token,
    createdByKind: createdBy.kind,
    createdById: createdBy.id,
    createdByName: createdBy.name,
  } satisfies Omit<ApiTokenRow, "ordinal">;
}
