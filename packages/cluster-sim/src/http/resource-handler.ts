import type { Environment } from "../environment.ts";
import { createObject } from "../api/create.ts";
import { type DeleteOptions, deleteObject } from "../api/delete.ts";
import { requireVersion, updateObject } from "../api/update.ts";
import type { WriteOptions } from "../api/write-options.ts";
import { keyOf, type KubeObject, objectKey } from "../objects/meta.ts";
import { isObject } from "../patch/merge-patch.ts";
import { mediaType, parseBody, parseJson, readBody } from "./body.ts";
import { type Exchange, sendJson, sendObject } from "./exchange.ts";
import { isTrue, readListOptions, readWatchOptions } from "./list-options.ts";
import { listPage } from "./list.ts";
import { applyPatchBody } from "./patch-request.ts";
import type { ResourceRoute } from "./route.ts";
import { sendList } from "./send-list.ts";
import { badRequest, methodNotAllowed, pathNotFound } from "./status-error.ts";
import { handleSubresource } from "./subresources.ts";
import { serveWatch } from "./watch.ts";
import { readDryRun, readManager, readObject } from "./write-request.ts";

/** Answers one request for objects of one kind. */
export async function handleResource(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  closing: AbortSignal,
): Promise<void> {
  const method = exchange.request.method ?? "GET";
  if (route.subresource !== undefined) return handleSubresource(env, route, exchange);
  if (route.name === undefined) return handleCollection(env, route, exchange, closing, method);
  const { kind } = route;
  switch (method) {
    case "GET":
    case "HEAD":
      if (isTrue(exchange.query.get("watch") ?? "false")) {
        return serveWatch(env, kind, route.namespace, readWatchOptions(kind, exchange.query, route.name), exchange, closing);
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
      if (isTrue(exchange.query.get("watch") ?? "false")) {
        return serveWatch(env, kind, namespace, readWatchOptions(kind, exchange.query), exchange, closing);
      }
      return sendList(exchange, kind, listPage(env, kind, namespace, readListOptions(kind, exchange.query)));
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

export function writeOptions(exchange: Exchange, optionsKind: string, subresource?: string): WriteOptions {
  return {
    dryRun: readDryRun(exchange.query.getAll("dryRun"), optionsKind),
    manager: readManager(exchange),
    warn: (text) => exchange.warnings.add(text),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

export function routeKey(route: ResourceRoute): string {
  if (route.name === undefined) throw pathNotFound();
  return objectKey(route.namespace, route.name);
}

export function getOne(env: Environment, route: ResourceRoute, exchange: Exchange): void {
  const version = requireVersion(env, route.kind, routeKey(route));
  sendObject(exchange, 200, route.kind, version.object, version);
}

async function postOne(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const options = writeOptions(exchange, "CreateOptions");
  const object = readObject(route.kind, parseBody(exchange.request, await readBody(exchange.request)));
  const created = createObject(env, route.kind, route.namespace, object, options);
  const version = env.store.collection(route.kind.resource).get(keyOf(created));
  sendObject(exchange, 201, route.kind, created, version);
}

async function putOne(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const options = writeOptions(exchange, "UpdateOptions");
  const object = readObject(route.kind, parseBody(exchange.request, await readBody(exchange.request)));
  sendWritten(env, route, exchange, updateObject(env, route.kind, routeKey(route), route.kind.update, options, () => object));
}

async function patchOne(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const options = writeOptions(exchange, "PatchOptions");
  const body = await readBody(exchange.request);
  const change = (old: KubeObject): KubeObject => applyPatchBody(route.kind, old, mediaType(exchange.request), body);
  sendWritten(env, route, exchange, updateObject(env, route.kind, routeKey(route), route.kind.update, options, change));
}

export function sendWritten(env: Environment, route: ResourceRoute, exchange: Exchange, object: KubeObject): void {
  sendObject(exchange, 200, route.kind, object, env.store.collection(route.kind.resource).get(routeKey(route)));
}

async function deleteOne(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const { kind } = route;
  const deletion = deleteObject(env, kind, routeKey(route), await readDeleteOptions(exchange));
  const { metadata } = deletion.object;
  // Pods and namespaces answer with the object, everything else with a Status once it is gone.
  if (!deletion.gone || kind.resource === "pods") {
    sendObject(exchange, 200, kind, deletion.object);
    return;
  }
  sendJson(exchange, 200, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name: metadata.name, ...(kind.group === "" ? {} : { group: kind.group }), kind: kind.plural, uid: metadata.uid },
  });
}

async function deleteMany(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const options = await readDeleteOptions(exchange);
  const page = listPage(env, route.kind, route.namespace, readListOptions(route.kind, exchange.query));
  for (const version of page.items) deleteObject(env, route.kind, version.key, options);
  await sendList(exchange, route.kind, page);
}

async function readDeleteOptions(exchange: Exchange): Promise<DeleteOptions> {
  const { request, query } = exchange;
  const text = (await readBody(request)).toString("utf8");
  const body = text === "" ? {} : mediaType(request) === "application/yaml" ? parseBody(request, Buffer.from(text)) : parseJson(text);
  if (!isObject(body)) throw badRequest("the request body is not an object");
  const options = body as Partial<DeleteOptions> & { dryRun?: string[] };
  const grace = query.has("gracePeriodSeconds") ? Number(query.get("gracePeriodSeconds")) : options.gracePeriodSeconds;
  const policy = query.get("propagationPolicy") ?? options.propagationPolicy;
  return {
    dryRun: readDryRun([...query.getAll("dryRun"), ...(Array.isArray(options.dryRun) ? options.dryRun : [])], "DeleteOptions"),
    ...(grace === undefined || grace === null ? {} : { gracePeriodSeconds: grace }),
    ...(options.preconditions === undefined ? {} : { preconditions: options.preconditions }),
    ...(policy === undefined ? {} : { propagationPolicy: policy as "Orphan" | "Background" | "Foreground" }),
  };
}
