import type { KubeObject } from "../../objects/meta.ts";
import { isObject } from "../../patch/merge-patch.ts";
import { DecodeError, decodeAs } from "../../schema/decode.ts";
import { parseBody, readBody } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { badRequest } from "../status-error.ts";

/** The body of a subresource that has a kind of its own: a Binding, an Eviction. */
export async function readPart(
  exchange: Exchange,
  expected: { readonly kind: string; readonly apiVersion: string; readonly schema: string },
): Promise<KubeObject> {
  const body = parseBody(exchange.request, await readBody(exchange.request), expected.kind);
  if (!isObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${expected.kind})`);
  const { kind, apiVersion: _apiVersion, ...fields } = body;
  if (typeof kind === "string" && kind !== "" && kind !== expected.kind) {
    throw badRequest(
      `${kind} in version "v1" cannot be handled as a ${expected.kind}: no kind "${kind}" is registered`,
    );
  }
  try {
    return decodeAs(expected.schema, fields).object as KubeObject;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(`${expected.kind} in version "v1" cannot be handled as a ${expected.kind}: ${error.message}`);
  }
}
