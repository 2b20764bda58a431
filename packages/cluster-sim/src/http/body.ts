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

const WRITABLE = ["application/json", "application/yaml"];

/** Reads JSON or YAML as the content type says; no content type means JSON. `expected` is the kind that refusals name. */
export function parseBody(request: IncomingMessage, body: Buffer, expected: string): unknown {
  const type = mediaType(request);
  const text = body.toString("utf8");
  if (type !== "" && type !== "application/json" && type !== "application/yaml") {
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${WRITABLE.join(", ")}`,
    );
  }
  try {
    return type === "application/yaml" ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    const why = `couldn't get version/kind; json parse error: ${(error as Error).message}`;
    throw badRequest(`the object provided is unrecognized (must be of type ${expected}): ${why} (${summary(text)})`);
  }
}

const SUMMARY_MAX = 30;

/** The beginning of a body that cannot be read: as text where it looks like JSON, else in hexadecimal. */
export function summary(text: string): string {
  if (text === "") return "<empty>";
  const start = text.length > SUMMARY_MAX ? `${text.slice(0, SUMMARY_MAX)} ...` : text;
  return text.startsWith("{") ? start : Buffer.from(start).toString("hex");
}
