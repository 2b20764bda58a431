import { createObject } from "../api/create.ts";
import { requireVersion, updateObject } from "../api/update.ts";
import type { Environment } from "../environment.ts";
import { type KubeObject, keyOf } from "../objects/meta.ts";
import { applyOne } from "./apply-request.ts";
import { mediaType, parseBody, readBody } from "./body.ts";
import { type Exchange, sendJson, sendObject } from "./exchange.ts";
import { APPLY, readPatch } from "./patch-request.ts";
import { chooseProjection } from "./projection.ts";
import { type ResourceRoute, routeKey } from "./route.ts";
import { readObject, readWriteOptions } from "./write-request.ts";

export function getOne(env: Environment, route: ResourceRoute, exchange: Exchange): void {
  const version = requireVersion(env, route.kind, routeKey(route));
  const projection = chooseProjection(exchange.request, exchange.query);
  if (projection !== undefined) sendJson(exchange, 200, projection.one(route.kind, version.object, env.clock.now()));
  else sendObject(exchange, 200, route.kind, version.object, version);
}

export async function postOne(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const options = readWriteOptions(exchange, "CreateOptions");
  const object = readObject(
    route.kind,
    parseBody(exchange.request, await readBody(exchange.request), route.kind.kind),
    exchange,
  );
  if (route.kind.answer !== undefined) {
    route.kind.answer(object);
    sendObject(exchange, 201, route.kind, object);
    return;
  }
  const created = createObject(env, route.kind, route.namespace, object, options);
  const version = env.store.collection(route.kind.resource).get(keyOf(created));
  sendObject(exchange, 201, route.kind, created, version);
}

/** PUT of an object or of one of its subresources. */
export async function putOne(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  strategy = route.kind.update,
): Promise<void> {
  const options = readWriteOptions(exchange, "UpdateOptions", route.subresource);
  const object = readObject(
    route.kind,
    parseBody(exchange.request, await readBody(exchange.request), route.kind.kind),
    exchange,
  );
  const update = { key: routeKey(route), strategy, uid: object.metadata.uid, change: () => object };
  sendWritten(env, route, exchange, updateObject(env, route.kind, update, options));
}

/** PATCH of an object or of one of its subresources. */
export async function patchOne(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  strategy = route.kind.update,
): Promise<void> {
  if (mediaType(exchange.request) === APPLY) return applyOne(env, route, exchange, strategy);
  const options = readWriteOptions(exchange, "PatchOptions", route.subresource);
  const change = readPatch(route.kind, await readBody(exchange.request), exchange);
  const update = { key: routeKey(route), strategy, change };
  sendWritten(env, route, exchange, updateObject(env, route.kind, update, options));
}

export function sendWritten(env: Environment, route: ResourceRoute, exchange: Exchange, object: KubeObject): void {
  sendObject(exchange, 200, route.kind, object, env.store.collection(route.kind.resource).get(routeKey(route)));
}
