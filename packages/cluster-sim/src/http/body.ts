import type { IncomingMessage } from "node:http";
import { parse as parseYaml, YAMLParseError } from "yaml";
import { DecodeError } from "../schema/decode.ts";
import { readProtobuf } from "../schema/protobuf.ts";
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

const READABLE = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** Reads JSON, YAML or protobuf as the content type says; no content type means JSON. `expected` is the kind that refusals name. */
export function parseBody(request: IncomingMessage, body: Buffer, expected: string): unknown {
  const type = mediaType(request);
  try {
    switch (type) {
      case "":
      case "application/json":
        return JSON.parse(body.toString("utf8"));
      case "application/yaml":
        return parseYaml(body.toString("utf8"));
      case "application/vnd.kubernetes.protobuf":
        return readProtobuf(body);
    }
  } catch (error) {
    const unreadable = error instanceof SyntaxError || error instanceof YAMLParseError || error instanceof DecodeError;
    if (!unreadable) throw error;
    const why = `couldn't get version/kind; json parse error: ${error.message}`;
    const shown = summary(body.toString("utf8"));
    throw badRequest(`the object provided is unrecognized (must be of type ${expected}): ${why} (${shown})`);
  }
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${READABLE.join(", ")}`,
  );
}

const SUMMARY_MAX = 30;

/** The beginning of a body that cannot be read: as text where it looks like JSON, else in hexadecimal. */
export function summary(text: string): string {
  if (text === "") return "<empty>";
  const start = text.length > SUMMARY_MAX ? `${text.slice(0, SUMMARY_MAX)} ...` : text;
  return text.startsWith("{") ? start : Buffer.from(start).toString("hex");
}
