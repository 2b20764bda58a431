import { acceptedTypes } from "./accept.ts";
import { type Exchange, sendBuffer, sendJson } from "./exchange.ts";

const PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
/** The same type as clients ask for it; no answer may bear it, for it is no valid media type. */
const ASKED_PROTOBUF = PROTOBUF.replace("v2.v1", "v2@v1");
/** The protobuf of a document that has nothing but its version: field 1, three bytes, `2.0`. */
const EMPTY_DOCUMENT = Buffer.from([0x0a, 3, ...Buffer.from("2.0")]);

/**
 * The older description of the API, which kubectl asks for where it is given an object of a group that is not served. An empty one lets
 * it say that there is no such kind; without any it complains of content types. False where the path is another one.
 */
export function handleOpenApiV2(exchange: Exchange): boolean {
  if (exchange.path !== "/openapi/v2") return false;
  const asked = acceptedTypes(exchange.request);
  const protobuf = asked.some(({ type }) => type === PROTOBUF || type === ASKED_PROTOBUF);
  if (protobuf) sendBuffer(exchange, 200, EMPTY_DOCUMENT, PROTOBUF);
  else sendJson(exchange, 200, { swagger: "2.0", info: { title: "Kubernetes", version: "v1.37.2" }, paths: {} });
  return true;
}
