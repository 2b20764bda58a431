import { Agent, request as undiciRequest } from "undici";
import { type ClusterAccess, readKubeconfig } from "./kubeconfig.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  /** Default `application/json`; a PATCH needs one of Kubernetes' patch types. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Until the whole answer is there; default 30,000 ms. */
  readonly timeoutMs?: number;
}

export interface ClusterResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed body; undefined where it is empty or no JSON. */
  readonly json: unknown;
  readonly text: string;
}

/** One line of a watch. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: unknown;
}

/** A running watch: iterate it once; `abort` ends the iteration without an error. */
export interface WatchStream extends AsyncIterable<WatchEvent> {
  abort(): void;
}

/** Plain HTTP to a cluster's API: no cache, no retries, no interpretation. Refusals are answers, not exceptions. */
export interface ClusterConnection extends AsyncDisposable {
  readonly server: string;
  request(method: Method, path: string, options?: RequestOptions): Promise<ClusterResponse>;
  /** GET with `watch=true`; throws {@link WatchRefused} on the first step of the iteration where the answer is not 200. */
  stream(path: string, options?: { query?: Query; headers?: Readonly<Record<string, string>> }): WatchStream;
  close(): Promise<void>;
}

export class WatchRefused extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(`watch refused: HTTP ${status}: ${text}`);
    this.status = status;
  }
}

/** Opens a connection with what one context of a kubeconfig says (certificates or bearer token, https or http). */
export async function openClusterConnection(kubeconfigPath: string, context?: string): Promise<ClusterConnection> {
  return connectTo(await readKubeconfig(kubeconfigPath, context));
}

export function connectTo(access: ClusterAccess): ClusterConnection {
  const agent = new Agent({
    // One answer that is cut off must not take other requests with it, as it does on a shared HTTP/2 connection.
    allowH2: false,
    connections: 64,
    bodyTimeout: 0,
    headersTimeout: 0,
    connect: {
      rejectUnauthorized: !access.skipTlsVerify,
      ...(access.caPem === undefined ? {} : { ca: access.caPem }),
      ...(access.clientCertPem === undefined ? {} : { cert: access.clientCertPem }),
      ...(access.clientKeyPem === undefined ? {} : { key: access.clientKeyPem }),
    },
  });
  const authorization = access.token === undefined ? {} : { authorization: `Bearer ${access.token}` };
  const close = (): Promise<void> => agent.destroy();
  return {
    server: access.server,
    request: (method, path, options = {}) => send(agent, access.server, authorization, method, path, options),
    stream: (path, options = {}) => watch(agent, access.server, authorization, path, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function send(
  dispatcher: Agent,
  server: string,
  authorization: Record<string, string>,
  method: Method,
  path: string,
  options: RequestOptions,
): Promise<ClusterResponse> {
  const { body } = options;
  const answer = await undiciRequest(url(server, path, options.query), {
    dispatcher,
    method,
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": options.contentType ?? "application/json" }),
      ...authorization,
      ...options.headers,
    },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, json: parseJson(text), text };
}

function watch(
  dispatcher: Agent,
  server: string,
  authorization: Record<string, string>,
  path: string,
  options: { query?: Query; headers?: Readonly<Record<string, string>> },
): WatchStream {
  const controller = new AbortController();
  return {
    abort: () => controller.abort(),
    async *[Symbol.asyncIterator]() {
      try {
        const answer = await undiciRequest(url(server, path, { ...options.query, watch: true }), {
          dispatcher,
          method: "GET",
          headers: { accept: "application/json", ...authorization, ...options.headers },
          signal: controller.signal,
        });
        if (answer.statusCode !== 200) throw new WatchRefused(answer.statusCode, await answer.body.text());
        for await (const line of lines(answer.body)) yield JSON.parse(line) as WatchEvent;
      } catch (error) {
        if (!controller.signal.aborted) throw error;
      } finally {
        controller.abort();
      }
    },
  };
}

async function* lines(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.trim() !== "") yield part;
  }
  if (rest.trim() !== "") yield rest;
}

function url(server: string, path: string, query: Query | undefined): string {
  const target = new URL(server + path);
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) target.searchParams.set(key, String(value));
  }
  return target.toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
