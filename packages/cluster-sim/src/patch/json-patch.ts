import fastJsonPatch from "fast-json-patch";
import type { Operation } from "fast-json-patch";
import { badRequest, invalid, type StatusSubject, StatusError } from "../http/status-error.ts";
import type { Json } from "../objects/meta.ts";

const OPERATIONS_MAX = 10_000;

/** RFC 6902. A patch that cannot be applied, a failed test included, is a 422. */
export function jsonPatch(subject: StatusSubject, name: string, target: Json, patch: unknown): Json {
  if (!Array.isArray(patch)) throw badRequest("error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
  if (patch.length > OPERATIONS_MAX) {
    const message = `The allowed maximum operations in a JSON patch is ${OPERATIONS_MAX}, got ${patch.length}`;
    throw new StatusError(413, "RequestEntityTooLarge", message);
  }
  try {
    const document = structuredClone(target);
    return fastJsonPatch.applyPatch(document, patch as Operation[], true, true).newDocument as Json;
  } catch (error) {
    throw unappliable(subject, name, error as { name?: string; message: string; operation?: Operation });
  }
}

function unappliable(
  subject: StatusSubject,
  name: string,
  error: { name?: string; message: string; operation?: Operation },
): StatusError {
  const path = error.operation?.path ?? "";
  const text =
    error.name === "TEST_OPERATION_FAILED"
      ? `testing value ${path} failed: test failed`
      : error.name === "OPERATION_PATH_UNRESOLVABLE"
        ? `${error.operation?.op} operation does not apply: doc is missing path: ${path}: missing value`
        : (error.message.split("\n")[0] ?? "");
  const status = invalid(subject, name, [{ reason: "", message: text, field: "" }]).status;
  const message = `the server rejected our request due to an error in our request`;
  return new StatusError(422, "Invalid", message, { name, kind: subject.plural, ...(status.details?.group ? { group: status.details.group } : {}) });
}
