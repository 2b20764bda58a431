import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Method } from "@resource-manager/laboratory/cluster-connection";
import { createProxyServer, type ProxyServer } from "httpxy";
import { type Clock, systemClock } from "./clock.ts";
import { type ClusterControl, NoClusterControl } from "./cluster-control.ts";
import { type Exchange, handOn, holdAnswer, loseAnswer, refuse, reset } from "./exchange.ts";
import {
  type ArmedFault,
  type ArmedFaultOf,
  FaultBoard,
  type FaultReport,
  isFault,
  isStreamFault,
} from "./fault-board.ts";
import type { FaultOrder } from "./fault-order.ts";
import { kubeconfig } from "./kubeconfig-text.ts";
import { conflict, expired, internalError, tooManyRequests, unauthorized, unavailable } from "./refusals.ts";
import { nameInBody, requestAttributes } from "./request-attributes.ts";
import { newestVersion, readStale } from "./stale-reads.ts";
import { type ClusterSource, openUpstream, type Upstream } from "./upstream.ts";
import { WatchRelay } from "./watch-relay.ts";

export interface FaultProxyOptions extends ClusterSource {
  /** On 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** Of all that is drawn; the same seed and the same order of requests give the same faults. Default 1. */
  readonly seed?: number;
  /** Part of the address without which nobody is let in. Default: made up. */
  readonly secret?: string;
  readonly clock?: Clock;
}

/** Stands in front of a cluster. Without faults it changes nothing. */
export interface FaultProxy extends AsyncDisposable {
  /** Where clients go: with the secret in its path. */
  readonly server: string;
  /** The address of the cluster that stands behind it at this moment. */
  readonly target: string;
  /** Writes a kubeconfig that leads through the proxy, readable by its owner only. */
  writeKubeconfig(path: string): Promise<void>;
  /** From now on. A `stale` without a version is frozen at the cluster's newest. */
  add(order: FaultOrder): Promise<FaultReport>;
  /** With counts of how often each hit. */
  faults(): FaultReport[];
  find(id: number): FaultReport | undefined;
  /** Ends a fault: what it held back goes on. Its last report; undefined where there is none of that id. */
  remove(id: number): FaultReport | undefined;
  clear(): void;
  /** How the cluster answered each request that landed without its client; resolves once none of those is held or under way. */
  landed(): Promise<readonly number[]>;
  /** Watches that are open through the proxy, of all kinds or of one. */
  openWatches(resource?: string): number;
  /** The cluster forgets its past versions. @throws NoClusterControl where it cannot be told to. */
  compact(): Promise<void>;
  /** The cluster's API server ends and starts again; resolves when it is back. @throws NoClusterControl as `compact`. */
  restart(): Promise<void>;
  /** From now on another cluster answers at the proxy's address. All connections are cut. */
  replaceCluster(source: ClusterSource): Promise<void>;
  close(): Promise<void>;
}

/** @throws where the kubeconfig cannot be read or the port is taken. The cluster itself may be away. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = new RunningProxy(options, await openUpstream(options));
  await proxy.listen(options.port ?? 0);
  return proxy;
}

class RunningProxy implements FaultProxy {
  readonly #clock: Clock;
  readonly #board: FaultBoard;
  readonly #prefix: string;
  readonly #secret: string;
  readonly #server: Server;
  readonly #forwarder: ProxyServer = createProxyServer();
  readonly #exchanges = new WeakMap<IncomingMessage, Exchange>();
  readonly #relays = new Set<WatchRelay>();
  /** Null: its client was still there, and has the answer. */
  readonly #landings: Promise<number | null>[] = [];
  #upstream: Upstream;

  constructor(options: FaultProxyOptions, upstream: Upstream) {
    this.#upstream = upstream;
    this.#clock = options.clock ?? systemClock;
    this.#board = new FaultBoard({ seed: options.seed ?? 1, schedule: this.#clock.schedule });
    this.#secret = options.secret ?? randomBytes(18).toString("base64url");
    this.#prefix = `/through/${this.#secret}`;
    this.#server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
      // Whatever goes wrong in between looks to the client as a connection that broke: the proxy has no answers of its own.
      this.#handle(request, response).catch(() => reset(response));
    });
    this.#forwarder.on("proxyRes", (answer, request) => this.#exchanges.get(request)?.onAnswer?.(answer));
    this.#forwarder.on("error", (_error, _request, response) => {
      if (response !== undefined && "headersSent" in response) reset(response);
    });
  }

  get server(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.#prefix}`;
  }

  get target(): string {
    return this.#upstream.address;
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async writeKubeconfig(path: string): Promise<void> {
    await writeFile(path, kubeconfig(this.server, this.#secret), { mode: 0o600 });
  }

  async add(order: FaultOrder): Promise<FaultReport> {
    const complete =
      order.fault === "stale" && order.version === undefined
        ? { ...order, version: await newestVersion(this.#upstream.connection) }
        : order;
    const fault = this.#board.add(complete);
    // A server that does not get on sends nothing new to those who watch already, either.
    if (isStreamFault(complete) || complete.fault === "stale") {
      for (const relay of this.#relays) if (fault.tries(relay.attributes)) relay.apply(fault);
    }
    return fault.report();
  }

  faults(): FaultReport[] {
    return this.#board.list();
  }

  find(id: number): FaultReport | undefined {
    return this.#board.find(id)?.report();
  }

  remove(id: number): FaultReport | undefined {
    return this.#board.remove(id);
  }

  clear(): void {
    this.#board.clear();
  }

  async landed(): Promise<readonly number[]> {
    return (await Promise.all(this.#landings)).filter((status) => status !== null);
  }

  openWatches(resource?: string): number {
    return [...this.#relays].filter(({ attributes }) => resource === undefined || attributes.resource === resource)
      .length;
  }

  compact(): Promise<void> {
    return this.#control().compact();
  }

  restart(): Promise<void> {
    return this.#control().restart();
  }

  async replaceCluster(source: ClusterSource): Promise<void> {
    const before = this.#upstream;
    this.#upstream = await openUpstream(source);
    this.#server.closeAllConnections();
    await before.close();
  }

  async close(): Promise<void> {
    this.#board.clear();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await this.#upstream.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = this.#pathBehindSecret(request);
    if (path === undefined) return refuse(response, unauthorized());
    const exchange = await this.#open(request, response, path);
    for (const fault of this.#board.forRequest(exchange.attributes)) {
      if (await this.#hit(fault, exchange)) return;
    }
    this.#forward(exchange);
  }

  /** The secret stands in the path (kubectl sends no token over plain HTTP) or is the bearer token. */
  #pathBehindSecret({ url = "/", headers }: IncomingMessage): string | undefined {
    if (url.startsWith(`${this.#prefix}/`)) return url.slice(this.#prefix.length);
    return headers.authorization === `Bearer ${this.#secret}` ? url : undefined;
  }

  async #open(request: IncomingMessage, response: ServerResponse, path: string): Promise<Exchange> {
    const url = new URL(path, "http://cluster");
    const attributes = requestAttributes(request.method ?? "GET", url);
    const asked = this.#board.asksForNames && attributes.verb === "create" && attributes.name === "";
    // Of a client that leaves nothing more can be read.
    const body = asked || this.#board.outlivesClients ? await buffer(request) : undefined;
    const name = asked && body !== undefined ? nameInBody(body) : attributes.name;
    return { request, response, url, attributes: { ...attributes, name }, body };
  }

  /** Lets a fault have its way; true where the request has its answer, or will never get one. */
  async #hit(fault: ArmedFault, exchange: Exchange): Promise<boolean> {
    const { response, attributes } = exchange;
    if (isFault(fault, "latency")) {
      await this.#pause(fault.order.ms + (fault.order.jitterMs ?? 0) * fault.draw());
      return response.destroyed;
    }
    if (isFault(fault, "hold")) {
      await fault.hold(once(response, "close"));
      return response.destroyed;
    }
    if (isFault(fault, "land-late")) {
      const landing = fault.hold().then(() => (response.destroyed ? this.#land(exchange) : null));
      this.#landings.push(landing);
      return (await landing) !== null;
    }
    if (isFault(fault, "hold-answer")) {
      exchange.onAnswer = holdAnswer(exchange, () => fault.hold(once(response, "close")));
      return false;
    }
    if (isFault(fault, "lose-answer")) {
      loseAnswer(exchange, fault.order.part ?? "all");
      return false;
    }
    if (isFault(fault, "stale")) return await this.#hitStale(fault, exchange);
    if (isFault(fault, "drop")) reset(response);
    else if (isFault(fault, "too-many-requests")) refuse(response, tooManyRequests(fault.order.retryAfterSeconds ?? 1));
    else if (isFault(fault, "internal-error")) refuse(response, internalError());
    else if (isFault(fault, "unavailable")) refuse(response, unavailable());
    else if (isFault(fault, "conflict")) refuse(response, conflict(attributes));
    else refuse(response, expired(attributes));
    return true;
  }

  /** Sends a request on whose client is gone. Answers the cluster's status, which nobody hears of. */
  async #land({ request, url, body }: Exchange): Promise<number> {
    const contentType = request.headers["content-type"];
    const userAgent = request.headers["user-agent"];
    const answer = await this.#upstream.connection.request(request.method as Method, url.pathname + url.search, {
      ...(body === undefined || body.length === 0 ? {} : { body: body.toString("utf8") }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(userAgent === undefined ? {} : { headers: { "user-agent": userAgent } }),
    });
    return answer.status;
  }

  async #hitStale(fault: ArmedFaultOf<"stale">, exchange: Exchange): Promise<boolean> {
    const { version = "0" } = fault.order;
    if ((await readStale(exchange, version, this.#upstream.connection)) === "answered") return true;
    if (exchange.attributes.verb === "watch") this.#relayWatch(exchange, [fault]);
    return false;
  }

  #forward(exchange: Exchange): void {
    const { request, response, url, body, attributes } = exchange;
    if (attributes.verb === "watch" && exchange.onAnswer === undefined) this.#relayWatch(exchange, []);
    this.#exchanges.set(request, exchange);
    request.url = url.pathname + url.search;
    prepareHeaders(request, exchange.onAnswer !== undefined);
    // Errors of the way to the cluster come as events of the forwarder; errors of the client's connection end the request by themselves.
    void this.#forwarder
      .web(request, response, {
        ...this.#upstream.options,
        selfHandleResponse: exchange.onAnswer !== undefined,
        ...(body === undefined ? {} : { buffer: Readable.from([body]) }),
      })
      .catch(() => {});
  }

  #relayWatch(exchange: Exchange, faults: readonly ArmedFault[]): void {
    const { response, attributes, url } = exchange;
    exchange.onAnswer = (upstream) => {
      if (upstream.statusCode !== 200) return handOn(upstream, response);
      const from = url.searchParams.get("resourceVersion") ?? "";
      const relay = new WatchRelay({ attributes, upstream, response, from, clock: this.#clock });
      this.#relays.add(relay);
      response.on("close", () => this.#relays.delete(relay));
      relay.start();
      for (const fault of [...faults, ...this.#board.forStream(attributes)]) relay.apply(fault);
    };
  }

  #control(): ClusterControl {
    const { control, address } = this.#upstream;
    if (control === undefined) throw new NoClusterControl(address);
    return control;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.schedule(ms, resolve));
  }
}

/** The client's credentials are for the proxy; and events must be lines of JSON to be told apart. */
function prepareHeaders({ headers }: IncomingMessage, isLookedInto: boolean): void {
  delete headers.authorization;
  if (!isLookedInto) return;
  delete headers["accept-encoding"];
  const accepted = (headers.accept ?? "").split(",").filter((type) => !type.includes("protobuf"));
  if (accepted.length > 0) headers.accept = accepted.join(",");
}
