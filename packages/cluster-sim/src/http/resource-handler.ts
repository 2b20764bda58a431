import type { Environment } from "../environment.ts";
import { deleteMany, deleteOne } from "./delete-request.ts";
import type { Exchange } from "./exchange.ts";
import { listPage } from "./list.ts";
import { isTrue, readListOptions, readWatchOptions } from "./list-options.ts";
import { getOne, patchOne, postOne, putOne } from "./object-requests.ts";
import type { ResourceRoute } from "./route.ts";
import { sendList } from "./send-list.ts";
import { methodNotAllowed } from "./status-error.ts";
import { handleSubresource } from "./subresources.ts";
import { serveWatch } from "./watch.ts";

/** Answers one request for objects of one kind. */
export async function handleResource(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  closing: AbortSignal,
): Promise<void> {
  const method = exchange.request.method ?? "GET";
  if (route.subresource !== undefined) return handleSubresource(env, route, exchange, closing);
  if (route.name === undefined) return handleCollection(env, route, exchange, closing, method);
  const { kind } = route;
  if (!kind.verbs.includes("get")) throw methodNotAllowed();
  switch (method) {
    case "GET":
    case "HEAD":
      if (isTrue(exchange.query.get("watch") ?? "false")) {
        return serveWatch(
          env,
          kind,
          route.namespace,
          readWatchOptions(kind, exchange.query, route.name),
          exchange,
          closing,
        );
      }
      return getOne(env, route, exchange);
    case "PUT":
      return putOne(env, route, exchange);
    case "PATCH":
      return patchOne(env, route, exchange);
    case "DELETE":
      return deleteOne(env, route, exchange);
    default:
      throw methodNotAllowed();
  }
}

function handleCollection(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  closing: AbortSignal,
  method: string,
): Promise<void> | void {
  const { kind, namespace } = route;
  switch (method) {
    case "GET":
    case "HEAD": {
      if (!kind.verbs.includes("list")) throw methodNotAllowed();
      if (isTrue(exchange.query.get("watch") ?? "false")) {
        return serveWatch(env, kind, namespace, readWatchOptions(kind, exchange.query), exchange, closing);
      }
      return sendList(
        exchange,
        kind,
        listPage(env, kind, namespace, readListOptions(kind, exchange.query)),
        env.clock.now(),
      );
    }
    case "POST":
      if (kind.namespaced && namespace === undefined) throw methodNotAllowed();
      return postOne(env, route, exchange);
    case "DELETE":
      if (!kind.verbs.includes("deletecollection")) throw methodNotAllowed();
      return deleteMany(env, route, exchange);
    default:
      throw methodNotAllowed();
  }
}
