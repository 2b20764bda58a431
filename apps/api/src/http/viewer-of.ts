import type { Viewer } from "@resource-manager/domain/model/actor";
import type { ApiTokens } from "@resource-manager/domain/operations/api-tokens";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";

const BEARER = /^Bearer ([\w-]{1,128})$/i;

/**
 * Who asks, by the `Authorization` that came with the request. Null: it names nobody, and the request is to be refused. Whoever sends
 * credentials never acts as the local admin, also where they are no good.
 */
export function viewerOf(authorization: unknown, tokens: Pick<ApiTokens, "viewerOf">): Viewer | null {
  if (authorization === undefined) return LOCAL_ADMIN;
  const secret = typeof authorization === "string" ? BEARER.exec(authorization)?.[1] : undefined;
  return secret === undefined ? null : tokens.viewerOf(secret);
}
