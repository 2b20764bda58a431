import { parse as parseYaml } from "yaml";
import { createObject } from "../api/create.ts";
import { updateObject } from "../api/update.ts";
import { applyConfiguration } from "../apply/apply-object.ts";
import type { Environment } from "../environment.ts";
import type { UpdateStrategy } from "../kinds/kind.ts";
import { type KubeObject, keyOf } from "../objects/meta.ts";
import { isObject } from "../patch/merge-patch.ts";
import { readBody } from "./body.ts";
import { type Exchange, sendObject } from "./exchange.ts";
import { isTrue } from "./list-options.ts";
import { type ResourceRoute, routeKey } from "./route.ts";
import { badRequest, conflict, notFound } from "./status-error.ts";
import { readWriteOptions } from "./write-request.ts";

/** A server-side apply: makes the object where it is not there, else changes what the configuration names. */
export async function applyOne(
  env: Environment,
  route: ResourceRoute,
  exchange: Exchange,
  strategy: Partial<UpdateStrategy> | undefined,
): Promise<void> {
  const { kind } = route;
  const options = { ...readWriteOptions(exchange, "PatchOptions", route.subresource), managedFieldsDone: true };
  const force = isTrue(exchange.query.get("force") ?? "false");
  const config = parseConfiguration(await readBody(exchange.request));
  const key = routeKey(route);
  const live = env.store.collection(kind.resource).get(key);
  const change = (old: KubeObject | undefined): KubeObject =>
    applyConfiguration(env, kind, old, config, options, force);
  if (live !== undefined) {
    const object = updateObject(env, kind, { key, strategy, change }, options);
    sendObject(exchange, 200, kind, object, env.store.collection(kind.resource).get(key));
    return;
  }
  if (route.subresource !== undefined) throw notFound(kind, route.name ?? "");
  const fresh = change(undefined);
  refuseBadIdentity(route, fresh);
  const object = createObject(env, kind, route.namespace, fresh, options);
  sendObject(exchange, 201, kind, object, env.store.collection(kind.resource).get(keyOf(object)));
}

function refuseBadIdentity({ kind, name = "" }: ResourceRoute, { metadata }: KubeObject): void {
  if ((metadata.uid ?? "") !== "") {
    const why = `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`;
    throw conflict(kind, name, why);
  }
  if ((metadata.name ?? "") === "") {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
}

function parseConfiguration(body: Buffer): Record<string, unknown> {
  let config: unknown;
  try {
    config = parseYaml(body.toString("utf8"));
  } catch (error) {
    throw badRequest(`error decoding YAML: ${(error as Error).message}`);
  }
  if (isObject(config)) return config;
  throw badRequest("error decoding YAML: the configuration is no object");
}
