import type { Readable } from "node:stream";
import type { ClusterAccess } from "@resource-manager/laboratory/kubeconfig";
import { Agent, type Dispatcher, request } from "undici";
import type { Json } from "./json.ts";
import { patientLimits, type WaitLimits } from "./wait-limits.ts";
import { WatchStream } from "./watch-stream.ts";

/** Where a cluster's API answers, what proves who asks, and headers for every request. */
export type ClusterAddress = ClusterAccess & { readonly headers?: Readonly<Record<string, string>> };

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One whole answer. `json` is undefined where the body is no JSON. */
export type ApiResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Json | undefined;
};

export type RawRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream that does not end is a request that does not end. */
  readonly body?: string | Readable;
};

export type RequestOptions = { readonly query?: Query; readonly headers?: Readonly<Record<string, string>> };

/** The patch formats of Kubernetes by short name. */
export const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

const answerTimeoutMs = 30_000;

/**
 * The Kubernetes API over plain HTTP, with nothing between a case and the wire: no retries, no types of a client
 * library, no normalised errors. Every status is an answer; only a broken connection throws.
 */
export class ClusterApi {
  readonly #address: ClusterAddress;
  readonly #agent: Agent;
  readonly #limits: WaitLimits;

  constructor(address: ClusterAddress, limits = patientLimits) {
    this.#address = address;
    this.#limits = limits;
    this.#agent = new Agent({
      connections: 64,
      bodyTimeout: 0,
      connect: {
        rejectUnauthorized: !address.skipTlsVerify,
        ...(address.caPem === undefined ? {} : { ca: address.caPem }),
        ...(address.clientCertPem === undefined ? {} : { cert: address.clientCertPem }),
        ...(address.clientKeyPem === undefined ? {} : { key: address.clientKeyPem }),
      },
    });
  }

  async send(raw: RawRequest): Promise<ApiResponse> {
    const answer = await this.#open(raw);
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: flatHeaders(answer.headers), text, json: parse(text) };
  }

  get(path: string, query: Query = {}, headers: Readonly<Record<string, string>> = {}): Promise<ApiResponse> {
    return this.send({ method: "GET", path, query, headers });
  }

  post(path: string, body: Json, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.#sendJson("POST", path, body, options, "application/json");
  }

  put(path: string, body: Json, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.#sendJson("PUT", path, body, options, "application/json");
  }

  patch(path: string, type: keyof typeof patchTypes, body: Json, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.#sendJson("PATCH", path, body, options, patchTypes[type]);
  }

  delete(path: string, body?: Json, options: RequestOptions = {}): Promise<ApiResponse> {
    if (body === undefined) return this.send({ method: "DELETE", path, ...options });
    return this.#sendJson("DELETE", path, body, options, "application/json");
  }

  /** Opens a watch. Where the server refuses it, the stream holds the refusal and no events. */
  async watch(path: string, query: Query = {}): Promise<WatchStream> {
    const answer = await this.#open({ method: "GET", path, query: { ...query, watch: true } });
    return new WatchStream(answer.statusCode, flatHeaders(answer.headers), answer.body, this.#limits.watchMs);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #sendJson(method: string, path: string, body: Json, options: RequestOptions, type: string): Promise<ApiResponse> {
    return this.send({
      method,
      path,
      ...(options.query ? { query: options.query } : {}),
      headers: { "content-type": type, ...options.headers },
      body: JSON.stringify(body),
    });
  }

  #open(raw: RawRequest): Promise<Dispatcher.ResponseData> {
    const url = new URL(this.#address.server + raw.path);
    for (const [key, value] of Object.entries(raw.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    return request(url, {
      method: raw.method as Dispatcher.HttpMethod,
      headers: {
        accept: "application/json",
        "user-agent": "contract-suite/1",
        ...(this.#address.token === undefined ? {} : { authorization: `Bearer ${this.#address.token}` }),
        ...this.#address.headers,
        ...raw.headers,
      },
      body: raw.body ?? null,
      dispatcher: this.#agent,
      headersTimeout: answerTimeoutMs,
    });
  }
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter((entry): entry is [string, string | string[]] => entry[1] !== undefined)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]),
  );
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
