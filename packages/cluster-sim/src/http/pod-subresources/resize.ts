import type { Environment } from "../../environment.ts";
import { resizeStrategy } from "../../kinds/pod/pod-resize.ts";
import type { Exchange } from "../exchange.ts";
import { getOne, patchOne, putOne } from "../object-requests.ts";
import type { ResourceRoute } from "../route.ts";
import { methodNotAllowed } from "../status-error.ts";

/** pods/resize: CPU and memory of a running pod. */
export function handleResize(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> | void {
  switch (exchange.request.method) {
    case "GET":
      return getOne(env, route, exchange);
    case "PUT":
      return putOne(env, route, exchange, resizeStrategy);
    case "PATCH":
      return patchOne(env, route, exchange, resizeStrategy);
    default:
      throw methodNotAllowed();
  }
}
