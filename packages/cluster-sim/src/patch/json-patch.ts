import type { Operation } from "fast-json-patch";
import fastJsonPatch from "fast-json-patch";
import { badRequest, StatusError } from "../http/status-error.ts";
import type { Json } from "../objects/meta.ts";

const OPERATIONS_MAX = 10_000;

/** RFC 6902. A patch that cannot be applied, a failed test included, is a 422 that does not say why, as the real one's. */
export function jsonPatch(target: Json, patch: unknown): Json {
  if (!Array.isArray(patch)) {
    throw badRequest(
      "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
    );
  }
  if (patch.length > OPERATIONS_MAX) {
    const message = `Request entity too large: The allowed maximum operations in a JSON patch is ${OPERATIONS_MAX}, got ${patch.length}`;
    throw new StatusError(413, "RequestEntityTooLarge", message);
  }
  try {
    return fastJsonPatch.applyPatch(structuredClone(target), patch as Operation[], true, true).newDocument as Json;
  } catch {
    throw new StatusError(422, "Invalid", "the server rejected our request due to an error in our request", {});
  }
}
