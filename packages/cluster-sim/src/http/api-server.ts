import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Environment } from "../environment.ts";
import { checkAcceptable } from "./accept.ts";
import { authenticate } from "./authentication.ts";
import { refuseAnonymous } from "./authorization.ts";
import { handleDiscovery } from "./discovery.ts";
import { type Exchange, sendError, UnknownPathError } from "./exchange.ts";
import { handleOpenApi } from "./openapi.ts";
import { handleOpenApiV2 } from "./openapi-v2.ts";
import { handleResource } from "./resource-handler.ts";
import { handleResourceMetrics } from "./resource-metrics.ts";
import { routeResource } from "./route.ts";

/** The HTTP side: everything that a client of the cluster talks to. */
export class ApiServer {
  readonly #env: Environment;
  readonly #token: string;
  readonly #server: Server;
  readonly #closing = new AbortController();

  constructor(env: Environment, token: string) {
    this.#env = env;
    this.#token = token;
    this.#server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Resolves with the port once it listens; rejects where the port is taken. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Ends watches, lets requests under way finish for a moment, then cuts what is left. `kill` cuts everything at once. */
  async close({ kill = false } = {}): Promise<void> {
    if (kill) this.#server.closeAllConnections();
    this.#closing.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), 300);
    await closed;
    clearTimeout(cut);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://cluster");
    let exchange: Exchange = {
      request,
      response,
      path: url.pathname,
      prefix: "",
      query: url.searchParams,
      warnings: new Set(),
    };
    try {
      // Memory may hold what was never acknowledged: it is shown to nobody.
      if (this.#env.store.failure !== undefined) throw this.#env.store.failure;
      const caller = authenticate(request, url.pathname, this.#token);
      exchange = { ...exchange, path: caller.path, prefix: caller.prefix };
      const route = routeResource(this.#env.kinds, exchange.path);
      if (caller.anonymous) refuseAnonymous(exchange, route);
      if (handleOpenApiV2(exchange)) return;
      checkAcceptable(request);
      if (route !== undefined) await handleResource(this.#env, route, exchange, this.#closing.signal);
      else if (
        !handleResourceMetrics(this.#env, exchange) &&
        !handleDiscovery(this.#env, exchange) &&
        !handleOpenApi(this.#env, exchange)
      )
        throw new UnknownPathError();
    } catch (error) {
      sendError(exchange, error);
    }
  }
}
