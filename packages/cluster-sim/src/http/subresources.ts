import type { Environment } from "../environment.ts";
import type { Exchange } from "./exchange.ts";
import { getOne, patchOne, putOne } from "./object-requests.ts";
import type { ResourceRoute } from "./route.ts";
import { methodNotAllowed, pathNotFound } from "./status-error.ts";

/** Answers a request for a part of an object. */
export async function handleSubresource(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const { kind, subresource } = route;
  if (subresource === "status" && kind.status !== undefined) return handlePart(env, route, exchange, kind.status);
  throw pathNotFound();
}

/** A part that is read and written as the whole object is, but with rules of its own. */
function handlePart(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  strategy: NonNullable<ResourceRoute["kind"]["status"]>,
): Promise<void> | void {
  switch (exchange.request.method) {
    case "GET":
      return getOne(env, route, exchange);
    case "PUT":
      return putOne(env, route, exchange, strategy);
    case "PATCH":
      return patchOne(env, route, exchange, strategy);
    default:
      throw methodNotAllowed();
  }
}
