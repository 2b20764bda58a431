import type { Readable } from "node:stream";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Dispatcher } from "undici";
import type { ClusterAccess } from "./cluster-access.ts";
import { asTransportError, TransportError } from "./transport-error.ts";

export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query below the API server's address, or a whole URL there. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Gives the request up; the stream, too, where one was opened. */
  readonly signal?: AbortSignal | undefined;
}

export interface TransportAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface StreamAnswer extends Omit<TransportAnswer, "body"> {
  readonly body: Readable;
}

/**
 * All HTTP to one API server: one connection pool, credentials put on every request, a time limit on every request,
 * network errors as `TransportError`. Answers of any status are values.
 */
export class Transport {
  readonly #access: ClusterAccess;
  readonly #clock: Clock;
  readonly #userAgent: string;
  #reloadedAt = Number.NEGATIVE_INFINITY;

  constructor(access: ClusterAccess, clock: Clock, userAgent: string) {
    this.#access = access;
    this.#clock = clock;
    this.#userAgent = userAgent;
  }

  get address(): string {
    return this.#access.address;
  }

  /** The whole answer. A read that dies on a kept connection, which the server may have just closed, is sent once more. */
  async send(request: TransportRequest): Promise<TransportAnswer> {
    try {
      return await this.#sendOnce(request);
    } catch (error) {
      if (request.method === "GET" && error instanceof TransportError && CUT.has(error.code ?? "")) {
        return await this.#sendOnce(request);
      }
      throw error;
    }
  }

  /** The answer's head, within the time limit, and its body as it comes. */
  async open(request: TransportRequest): Promise<StreamAnswer> {
    const limit = this.#limit(request);
    try {
      const { statusCode, headers, body } = await this.#dispatch(request, limit.signal);
      return { status: statusCode, headers: flat(headers), body };
    } catch (error) {
      throw asTransportError(error, this.address);
    } finally {
      limit.lift();
    }
  }

  async #sendOnce(request: TransportRequest): Promise<TransportAnswer> {
    const limit = this.#limit(request);
    try {
      const { statusCode, headers, body } = await this.#dispatch(request, limit.signal);
      return { status: statusCode, headers: flat(headers), body: await body.text() };
    } catch (error) {
      throw asTransportError(error, this.address);
    } finally {
      limit.lift();
    }
  }

  async #dispatch(request: TransportRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { headers, dispatcher } = await this.#authorize(signal);
    const url = new URL(request.url.startsWith("/") ? `${this.address}${request.url}` : request.url);
    const response = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { accept: "application/json", ...lowerCase(request.headers), ...headers, "user-agent": this.#userAgent },
      body: request.body ?? null,
      signal,
    });
    if (response.statusCode === 401) {
      this.#reloadCredentials();
    }
    return response;
  }

  async #authorize(signal: AbortSignal) {
    try {
      return await unlessAborted(this.#access.authorize(), signal);
    } catch (error) {
      if (error instanceof TransportError) {
        throw new TransportError(error.message, { maybeSent: false, cause: error });
      }
      const detail = error instanceof Error ? error.message : String(error);
      throw new TransportError(`credentials for ${this.address} cannot be had: ${detail}`, { maybeSent: false });
    }
  }

  /** Rotated credentials are in the file by the time the old ones are refused. Not more often than every few seconds. */
  #reloadCredentials(): void {
    const now = this.#clock.now().getTime();
    if (now - this.#reloadedAt >= RELOAD_EVERY_MS) {
      this.#reloadedAt = now;
      this.#access.reload();
    }
  }

  #limit({ timeoutMs, signal: outer }: TransportRequest): { readonly signal: AbortSignal; lift(): void } {
    const controller = new AbortController();
    const message = `no answer within ${timeoutMs / 1_000} s from ${this.address}`;
    const cancel = this.#clock.schedule(timeoutMs, () =>
      controller.abort(new TransportError(message, { maybeSent: true, code: "TIMEOUT" })),
    );
    const signal = outer === undefined ? controller.signal : AbortSignal.any([controller.signal, outer]);
    return { signal, lift: cancel };
  }
}

const RELOAD_EVERY_MS = 5_000;
const CUT: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Names in one case, so that no header is sent twice. */
function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]));
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
