import type { Environment } from "../environment.ts";
import type { Exchange } from "./exchange.ts";
import { handleFinalize } from "./namespace-finalize.ts";
import { getOne, patchOne, putOne } from "./object-requests.ts";
import { handleBinding } from "./pod-subresources/binding.ts";
import { handleEviction } from "./pod-subresources/eviction.ts";
import { handleLog } from "./pod-subresources/log.ts";
import { handleResize } from "./pod-subresources/resize.ts";
import { refuseWithoutKubelet } from "./refuse-without-kubelet.ts";
import type { ResourceRoute } from "./route.ts";
import { methodNotAllowed, pathNotFound } from "./status-error.ts";

type Handler = (
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  closing: AbortSignal,
) => Promise<void> | void;

/** Parts of objects with a behaviour of their own, by `resource/subresource`. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  "namespaces/finalize": handleFinalize,
  "nodes/proxy": refuseWithoutKubelet,
  "pods/attach": refuseWithoutKubelet,
  "pods/binding": handleBinding,
  "pods/ephemeralcontainers": refuseWithoutKubelet,
  "pods/eviction": handleEviction,
  "pods/exec": refuseWithoutKubelet,
  "pods/log": handleLog,
  "pods/portforward": refuseWithoutKubelet,
  "pods/proxy": refuseWithoutKubelet,
  "pods/resize": handleResize,
};

export function handleSubresource(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  closing: AbortSignal,
): Promise<void> | void {
  const { kind, subresource } = route;
  const handler = HANDLERS[`${kind.resource}/${subresource}`];
  if (handler !== undefined) return handler(env, route, exchange, closing);
  if (subresource === "status" && kind.status !== undefined) return handleStatus(env, route, exchange);
  throw pathNotFound();
}

function handleStatus(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> | void {
  switch (exchange.request.method) {
    case "GET":
      return getOne(env, route, exchange);
    case "PUT":
      return putOne(env, route, exchange, route.kind.status);
    case "PATCH":
      return patchOne(env, route, exchange, route.kind.status);
    default:
      throw methodNotAllowed();
  }
}
