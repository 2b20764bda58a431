import { type DeleteOptions, deleteObject } from "../api/delete.ts";
import type { Environment } from "../environment.ts";
import { invalidValue, notSupported } from "../objects/field-faults.ts";
import { objectKey } from "../objects/meta.ts";
import { isObject } from "../patch/merge-patch.ts";
import { DecodeError, decodeAs } from "../schema/decode.ts";
import { parseBody, readBody } from "./body.ts";
import { type Exchange, sendJson, sendObject } from "./exchange.ts";
import { listPage } from "./list.ts";
import { isTrue, readListOptions } from "./list-options.ts";
import type { ResourceRoute } from "./route.ts";
import { sendList } from "./send-list.ts";
import { badRequest, type FieldFault } from "./status-error.ts";
import { dryRunFaults, refuseOptions } from "./write-request.ts";

export async function deleteOne(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const { kind } = route;
  const options = await readDeleteOptions(exchange);
  const deletion = deleteObject(env, kind, objectKey(route.namespace, route.name ?? ""), options);
  const { metadata } = deletion.object;
  if (!deletion.gone || kind.returnsDeleted === true) {
    sendObject(exchange, 200, kind, deletion.object);
    return;
  }
  const group = kind.group === "" ? {} : { group: kind.group };
  sendJson(exchange, 200, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name: metadata.name, ...group, kind: kind.plural, uid: metadata.uid },
  });
}

export async function deleteMany(env: Environment, route: ResourceRoute, exchange: Exchange): Promise<void> {
  const page = listPage(env, route.kind, route.namespace, readListOptions(route.kind, exchange.query));
  const options = await readDeleteOptions(exchange);
  env.store.transaction(() => {
    for (const version of page.items) deleteObject(env, route.kind, version.key, options);
  });
  await sendList(exchange, route.kind, page, env.clock.now());
}

interface BodyOptions {
  dryRun?: string[] | null;
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  propagationPolicy?: string;
  orphanDependents?: boolean;
}

/** From the body where there is one, else from the query, as the real server reads them. */
async function readDeleteOptions(exchange: Exchange): Promise<DeleteOptions> {
  const body = await readBody(exchange.request);
  const options = body.length > 0 ? fromBody(exchange, body) : fromQuery(exchange.query);
  const faults: FieldFault[] = [];
  const policy = options.propagationPolicy;
  if (policy !== undefined && !["Foreground", "Background", "Orphan"].includes(policy)) {
    faults.push(notSupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"]));
  }
  if (policy !== undefined && options.orphanDependents !== undefined) {
    faults.push(
      invalidValue("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"),
    );
  }
  faults.push(...dryRunFaults(options.dryRun ?? []));
  refuseOptions("DeleteOptions", faults);
  const { gracePeriodSeconds, preconditions } = options;
  return {
    dryRun: (options.dryRun ?? []).length > 0,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(policy === undefined ? {} : { propagationPolicy: policy as "Orphan" | "Background" | "Foreground" }),
  };
}

function fromBody(exchange: Exchange, bytes: Buffer): BodyOptions {
  const body = parseBody(exchange.request, bytes, "DeleteOptions");
  if (!isObject(body)) throw badRequest("decoded object cannot be converted to DeleteOptions");
  const { kind: _kind, apiVersion: _apiVersion, ...fields } = body;
  try {
    return decodeAs("meta.v1.DeleteOptions", fields).object as BodyOptions;
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.message);
    throw error;
  }
}

function fromQuery(query: URLSearchParams): BodyOptions {
  const grace = query.get("gracePeriodSeconds");
  if (grace !== null && !/^-?\d+$/.test(grace)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
  }
  const policy = query.get("propagationPolicy");
  const orphan = query.get("orphanDependents");
  return {
    dryRun: query.getAll("dryRun"),
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(orphan === null ? {} : { orphanDependents: isTrue(orphan) }),
  };
}
