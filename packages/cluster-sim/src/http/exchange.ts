import type { IncomingMessage, ServerResponse } from "node:http";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Version } from "../storage/version.ts";
import { type Status, StatusError } from "./status-error.ts";

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** What stood before the path in the address, and has to stand before paths that the answer names. */
  readonly prefix: string;
  readonly query: URLSearchParams;
  /** Shown to the client beside the answer, as Warning headers. */
  readonly warnings: Set<string>;
}

/** No API has this path. */
export class UnknownPathError extends Error {}

const WARNING_BYTES_MAX = 4096;

export function sendBuffer(exchange: Exchange, code: number, body: Buffer | string, type = "application/json"): void {
  const { response } = exchange;
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  writeWarnings(exchange);
  response.writeHead(code, {
    "content-type": type,
    "content-length": bytes.length,
    "cache-control": "no-cache, private",
  });
  response.end(bytes);
}

export function sendJson(exchange: Exchange, code: number, value: unknown): void {
  sendBuffer(exchange, code, `${JSON.stringify(value)}\n`);
}

/** An object that was just made or changed; its stored JSON is used where it is that very version. */
export function sendObject(exchange: Exchange, code: number, kind: Kind, object: KubeObject, version?: Version): void {
  if (version !== undefined && version.object === object) {
    sendBuffer(exchange, code, Buffer.concat([kind.jsonHead, version.json().subarray(1), Buffer.from("\n")]));
    return;
  }
  sendJson(exchange, code, { kind: kind.kind, apiVersion: kind.apiVersion, ...object });
}

export function sendStatus(exchange: Exchange, status: Status): void {
  const retry = status.details?.retryAfterSeconds;
  if (retry !== undefined) exchange.response.setHeader("retry-after", String(retry));
  sendJson(exchange, status.code, status);
}

export function sendError(exchange: Exchange, error: unknown): void {
  const { response } = exchange;
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof StatusError) sendStatus(exchange, error.status);
  else if (error instanceof UnknownPathError) {
    sendBuffer(exchange, 404, "404 page not found\n", "text/plain; charset=utf-8");
  } else sendStatus(exchange, unexpected(error).status);
}

/** A bug or an outage: told to the client without a stack, and to whoever reads this process's errors with it. */
function unexpected(error: unknown): StatusError {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof Error ? error.stack : message}\n`);
  return new StatusError(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
}

function writeWarnings({ response, warnings }: Exchange): void {
  let bytes = 0;
  const headers: string[] = [];
  for (const text of warnings) {
    const header = `299 - "${text.replace(/[\\"]/g, "\\$&").replace(/[^\x20-\x7e]/g, "?")}"`;
    bytes += header.length;
    if (bytes > WARNING_BYTES_MAX) break;
    headers.push(header);
  }
  if (headers.length > 0) response.setHeader("warning", headers);
}
