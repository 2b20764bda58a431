import { createHash } from "node:crypto";
import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import { type Definition, definition, type Field, type FieldType } from "../schema/schema.ts";
import { type Exchange, sendBuffer, sendJson } from "./exchange.ts";

const BASE = "/openapi/v3";

/** The API's description, as far as kubectl uses it: which writes know fieldValidation and dryRun, and what fields there are. */
export function handleOpenApi(env: Environment, exchange: Exchange): boolean {
  if (exchange.path === BASE) {
    sendJson(exchange, 200, {
      paths: Object.fromEntries(groupPaths(env).map((path) => [path, entry(exchange, env, path)])),
    });
    return true;
  }
  const path = exchange.path.startsWith(`${BASE}/`) ? exchange.path.slice(BASE.length + 1) : "";
  if (!groupPaths(env).includes(path)) return false;
  sendBuffer(exchange, 200, document(env, path));
  return true;
}

/** `api/v1`, `apis/coordination.k8s.io/v1`. */
function groupPath({ group, apiVersion }: Kind): string {
  return group === "" ? `api/${apiVersion}` : `apis/${apiVersion}`;
}

function groupPaths(env: Environment): string[] {
  return [...new Set(env.kinds.all().map(groupPath))];
}

function entry(exchange: Exchange, env: Environment, path: string): { serverRelativeURL: string } {
  const hash = createHash("sha256").update(document(env, path)).digest("hex").slice(0, 32).toUpperCase();
  return { serverRelativeURL: `${exchange.prefix}${BASE}/${path}?hash=${hash}` };
}

const documents = new Map<string, string>();

function document(env: Environment, path: string): string {
  let text = documents.get(path);
  if (text === undefined) {
    const kinds = env.kinds.all().filter((kind) => groupPath(kind) === path);
    text = JSON.stringify({
      openapi: "3.0.0",
      info: { title: "Kubernetes", version: "v1.37.2" },
      paths: Object.fromEntries(kinds.flatMap(kindPaths)),
      components: { schemas: schemas(kinds) },
    });
    documents.set(path, text);
  }
  return text;
}

function kindPaths(kind: Kind): [string, unknown][] {
  const base = `/${groupPath(kind)}${kind.namespaced ? "/namespaces/{namespace}" : ""}/${kind.plural}`;
  const gvk = { "x-kubernetes-group-version-kind": { group: kind.group, version: kind.version, kind: kind.kind } };
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${schemaName(kind.schema)}` } } };
  const responses = { "200": { description: "OK", content } };
  const parameters = ["dryRun", "fieldManager", "fieldValidation"].map((name) => ({
    name,
    in: "query",
    schema: { type: "string", uniqueItems: true },
  }));
  const read = { ...gvk, "x-kubernetes-action": "get", responses };
  const write = (action: string): unknown => ({ ...gvk, "x-kubernetes-action": action, parameters, responses });
  return [
    [base, { get: { ...read, "x-kubernetes-action": "list" }, post: write("post") }],
    [`${base}/{name}`, { get: read, put: write("put"), patch: write("patch") }],
  ];
}

/** `core.v1.Pod` is `io.k8s.api.core.v1.Pod` there. */
function schemaName(name: string): string {
  return name.startsWith("meta.") ? `io.k8s.apimachinery.pkg.apis.${name}` : `io.k8s.api.${name}`;
}

const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";

function schemas(kinds: readonly Kind[]): Record<string, unknown> {
  const result: Record<string, unknown> = { [QUANTITY]: { oneOf: [{ type: "string" }, { type: "number" }] } };
  const visit = (def: Definition, extra: object): void => {
    const name = schemaName(def.name);
    if (result[name] !== undefined) return;
    const properties: Record<string, unknown> = {};
    result[name] = { type: "object", properties, ...extra };
    for (const field of def.fields) {
      properties[field.name] = fieldSchema(field);
      const nested = structIn(field.type);
      if (nested !== undefined) visit(definition(nested), {});
    }
  };
  for (const kind of kinds) {
    const gvk = [{ group: kind.group, version: kind.version, kind: kind.kind }];
    visit(definition(kind.schema), { "x-kubernetes-group-version-kind": gvk });
  }
  return result;
}

function structIn(type: FieldType): string | undefined {
  if (type.kind === "struct") return type.name;
  return type.kind === "list" || type.kind === "map" ? structIn(type.of) : undefined;
}

function fieldSchema(field: Field): object {
  return {
    ...typeSchema(field.type),
    ...(field.mergeKey === undefined ? {} : { "x-kubernetes-patch-merge-key": field.mergeKey }),
    ...(field.patch.length === 0 ? {} : { "x-kubernetes-patch-strategy": field.patch.join(",") }),
    ...(field.type.kind === "list" ? { "x-kubernetes-list-type": field.list } : {}),
    ...(field.listKeys.length === 0 ? {} : { "x-kubernetes-list-map-keys": field.listKeys }),
  };
}

function typeSchema(type: FieldType): object {
  switch (type.kind) {
    case "string":
      return { type: "string" };
    case "quantity":
      return { $ref: `#/components/schemas/${QUANTITY}` };
    case "bytes":
      return { type: "string", format: "byte" };
    case "time":
    case "microtime":
      return { type: "string", format: "date-time" };
    case "bool":
      return { type: "boolean" };
    case "int32":
    case "int64":
      return { type: "integer", format: type.kind };
    case "float64":
      return { type: "number", format: "double" };
    case "intorstring":
      return { oneOf: [{ type: "integer" }, { type: "string" }], format: "int-or-string" };
    case "any":
      return { type: "object" };
    case "struct":
      return { $ref: `#/components/schemas/${schemaName(type.name)}` };
    case "list":
      return { type: "array", items: typeSchema(type.of) };
    case "map":
      return { type: "object", additionalProperties: typeSchema(type.of) };
  }
}
