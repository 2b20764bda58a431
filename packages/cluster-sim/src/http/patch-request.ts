import type { Kind } from "../kinds/kind.ts";
import type { Json, KubeObject } from "../objects/meta.ts";
import { jsonPatch } from "../patch/json-patch.ts";
import { isObject, mergePatch } from "../patch/merge-patch.ts";
import { strategicMergePatch } from "../patch/strategic-merge-patch.ts";
import { mediaType } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { badRequest, unsupportedMediaType } from "./status-error.ts";
import { readPatched } from "./write-request.ts";

export const APPLY = "application/apply-patch+yaml";
const JSON_PATCH = "application/json-patch+json";
const MERGE_PATCH = "application/merge-patch+json";
const STRATEGIC = "application/strategic-merge-patch+json";

/** What a PATCH makes of the stored object: a function, because the object is only known later. */
export function readPatch(kind: Kind, body: Buffer, exchange: Exchange): (old: KubeObject) => KubeObject {
  const type = mediaType(exchange.request);
  if (![JSON_PATCH, MERGE_PATCH, STRATEGIC].includes(type)) throw unknownPatchType();
  const patch = parsePatch(body, type);
  return (old) => {
    const whole = { apiVersion: kind.apiVersion, kind: kind.kind, ...old } as unknown as Json;
    const patched = apply(kind, type, whole, patch);
    if (!isObject(patched)) throw badRequest("the patched object is no object");
    return readPatched(kind, patched, type === STRATEGIC ? goText(patch as Json) : JSON.stringify(patched), exchange);
  };
}

export function unknownPatchType(): Error {
  const types = [JSON_PATCH, MERGE_PATCH, STRATEGIC, APPLY];
  return unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${types.join(", ")}`,
    {},
  );
}

function apply(kind: Kind, type: string, whole: Json, patch: unknown): Json {
  if (type === JSON_PATCH) return jsonPatch(whole, patch);
  if (!isObject(patch)) {
    const shape = Array.isArray(patch) ? "array" : patch === null ? "null" : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${shape} into Go value of type map[string]interface {}`,
    );
  }
  return type === MERGE_PATCH ? mergePatch(whole, patch) : strategicMergePatch(kind.schema, whole, patch);
}

/** How Go prints a map: `map[spec:map[a:1]]`. */
function goText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (!isObject(value)) return value === null ? "<nil>" : String(value);
  const fields = Object.keys(value).sort();
  return `map[${fields.map((key) => `${key}:${goText(value[key] ?? null)}`).join(" ")}]`;
}

function parsePatch(body: Buffer, type: string): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw badRequest(type === MERGE_PATCH ? "invalid JSON patch" : `error decoding patch: ${(error as Error).message}`);
  }
}
