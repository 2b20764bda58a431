import type { Environment } from "../environment.ts";
import { updateObject } from "../api/update.ts";
import type { KubeObject } from "../objects/meta.ts";
import { mediaType, parseBody, readBody } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { applyPatchBody } from "./patch-request.ts";
import { getOne, routeKey, sendWritten, writeOptions } from "./resource-handler.ts";
import type { ResourceRoute } from "./route.ts";
import { methodNotAllowed, pathNotFound } from "./status-error.ts";
import { readObject } from "./write-request.ts";

/** Answers a request for a part of an object. */
export async function handleSubresource(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  if (route.subresource === "status" && route.kind.status !== undefined) return handleStatus(env, route, exchange);
  throw pathNotFound();
}

async function handleStatus(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const { kind } = route;
  switch (exchange.request.method) {
    case "GET":
      return getOne(env, route, exchange);
    case "PUT": {
      const options = writeOptions(exchange, "UpdateOptions", "status");
      const object = readObject(kind, parseBody(exchange.request, await readBody(exchange.request)));
      return sendWritten(env, route, exchange, updateObject(env, kind, routeKey(route), kind.status, options, () => object));
    }
    case "PATCH": {
      const options = writeOptions(exchange, "PatchOptions", "status");
      const body = await readBody(exchange.request);
      const change = (old: KubeObject): KubeObject => applyPatchBody(kind, old, mediaType(exchange.request), body);
      return sendWritten(env, route, exchange, updateObject(env, kind, routeKey(route), kind.status, options, change));
    }
    default:
      throw methodNotAllowed();
  }
}
