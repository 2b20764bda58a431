import type { Environment } from "../environment.ts";
import type { Exchange } from "./exchange.ts";
import { putOne } from "./object-requests.ts";
import type { ResourceRoute } from "./route.ts";
import { methodNotAllowed } from "./status-error.ts";

/** PUT namespaces/finalize: takes spec.finalizers away; with the last, a namespace that is being deleted goes. */
export function handleFinalize(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  if (exchange.request.method !== "PUT") throw methodNotAllowed();
  return putOne(env, route, exchange, {
    prepareUpdate(object, old) {
      object.status = old.status;
    },
  });
}
