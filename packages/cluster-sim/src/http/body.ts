import type { IncomingMessage } from "node:http";
import { parse as parseYaml } from "yaml";
import { badRequest, StatusError, unsupportedMediaType } from "./status-error.ts";

const BODY_BYTES_MAX = 3 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) {
      const message = `Request entity too large: limit is ${BODY_BYTES_MAX}`;
      throw new StatusError(413, "RequestEntityTooLarge", message);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export function mediaType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

const WRITABLE = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/cbor"];

/** Reads JSON or YAML as the content type says; no content type means JSON. */
export function parseBody(request: IncomingMessage, body: Buffer): unknown {
  const type = mediaType(request);
  if (type === "" || type === "application/json") return parseJson(body.toString("utf8"));
  if (type === "application/yaml") return parseYamlText(body.toString("utf8"));
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${WRITABLE.slice(0, 2).join(", ")}`,
  );
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

export function parseYamlText(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw badRequest(`error parsing YAML: ${(error as Error).message}`);
  }
}
