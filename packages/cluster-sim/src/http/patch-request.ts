import type { Kind } from "../kinds/kind.ts";
import type { Json, KubeObject } from "../objects/meta.ts";
import { jsonPatch } from "../patch/json-patch.ts";
import { isObject, mergePatch } from "../patch/merge-patch.ts";
import { strategicMergePatch } from "../patch/strategic-merge-patch.ts";
import { parseJson } from "./body.ts";
import { badRequest, unsupportedMediaType } from "./status-error.ts";
import { readObject } from "./write-request.ts";

const PATCH_TYPES = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
];

/** The object as the patch makes it. What the patch does not name stays shared with the old object. */
export function applyPatchBody(kind: Kind, old: KubeObject, type: string, body: Buffer): KubeObject {
  const whole = { kind: kind.kind, apiVersion: kind.apiVersion, ...old } as unknown as Json;
  const patch = parseJson(body.toString("utf8"));
  switch (type) {
    case "application/json-patch+json":
      return readObject(kind, jsonPatch(kind, old.metadata.name, whole, patch));
    case "application/merge-patch+json":
      return readObject(kind, mergePatch(whole, requireObject(patch)));
    case "application/strategic-merge-patch+json":
      return readObject(kind, strategicMergePatch(kind, whole, requireObject(patch)));
    default:
      throw unsupportedMediaType(
        `the body of the request was in an unknown format - accepted media types include: ${PATCH_TYPES.join(", ")}`,
      );
  }
}

function requireObject(patch: unknown): { [field: string]: Json } {
  if (!isObject(patch)) throw badRequest("error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}");
  return patch;
}
