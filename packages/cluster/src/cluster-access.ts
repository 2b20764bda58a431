import type https from "node:https";
import { HttpMethod, KubeConfig, RequestContext } from "@kubernetes/client-node";
import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from "undici";

/** Where the cluster's address and our credentials come from. Never from the environment by chance. */
export type ClusterSource =
  | { readonly kubeconfigPath: string; readonly context?: string | undefined }
  | { readonly inCluster: true };

/** The kubeconfig cannot be used as it is; the message says what is wrong with it. */
export class ClusterConfigError extends Error {
  override readonly name = "ClusterConfigError";
}

/** What a request needs to be let in. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
}

/**
 * The cluster's address and the way in. client-node reads the kubeconfig and knows the kinds of credentials; but it
 * makes a new connection pool for every request, which costs a TLS handshake each. Here one pool is kept for as long
 * as the certificates stay the same.
 */
export class ClusterAccess {
  /** The API server's address without a trailing slash; it may have a path. */
  readonly address: string;
  /** The cluster's name in the kubeconfig. */
  readonly clusterName: string;
  readonly #source: ClusterSource;
  #config: KubeConfig;
  #pool: { readonly dispatcher: Promise<Dispatcher>; readonly madeFrom: TlsMaterial } | null = null;
  #closed = false;

  constructor(source: ClusterSource) {
    this.#source = source;
    this.#config = loadConfig(source);
    const cluster = this.#config.getCurrentCluster();
    this.address = (cluster?.server ?? "").replace(/\/+$/, "");
    this.clusterName = cluster?.name ?? "";
  }

  /** Throws when the credentials cannot be had (a broken exec plugin, a missing file). */
  async authorize(): Promise<Authorization> {
    const options: https.RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      headers[name.toLowerCase()] = String(value);
    }
    if (typeof options.auth === "string") {
      headers.authorization = `Basic ${Buffer.from(options.auth).toString("base64")}`;
    }
    return { headers, dispatcher: await this.#dispatcher(materialOf(options)) };
  }

  /**
   * Reads the kubeconfig again, for credentials that were rotated in the file. Keeps what it has when the file is
   * unreadable at that moment or speaks of another address.
   */
  reload(): void {
    try {
      const config = loadConfig(this.#source);
      if (config.getCurrentCluster()?.server.replace(/\/+$/, "") === this.address) {
        this.#config = config;
      }
    } catch (error) {
      if (!(error instanceof ClusterConfigError)) {
        throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#pool?.dispatcher)?.destroy();
  }

  /** No await between the look and the set: requests that start together share one pool. */
  #dispatcher(material: TlsMaterial): Promise<Dispatcher> {
    if (this.#pool !== null && (this.#closed || sameMaterial(this.#pool.madeFrom, material))) {
      return this.#pool.dispatcher;
    }
    const retired = this.#pool?.dispatcher;
    const dispatcher = this.#newDispatcher(material);
    this.#pool = { dispatcher, madeFrom: material };
    // Those who were handed the old pool send within this turn; it ends once their requests are answered.
    setImmediate(() => void retired?.then((old) => old.close()));
    return dispatcher;
  }

  async #newDispatcher(material: TlsMaterial): Promise<Dispatcher> {
    const options = this.#config.createDispatcherOptions(this.#config.getCurrentCluster(), material);
    switch (options.type) {
      case "agent":
        return new Agent({ ...POOL, connect: tlsOf({ ...options.connect, timeout: CONNECT_TIMEOUT_MS }) });
      case "none":
        return new Agent({ ...POOL, connect: { timeout: CONNECT_TIMEOUT_MS } });
      case "proxy":
        return new ProxyAgent({
          ...POOL,
          uri: options.uri,
          requestTls: tlsOf(options.requestTls),
          connect: tlsOf(options.connect),
        });
      case "socks":
        return await this.#socksDispatcher();
    }
  }

  /** client-node's own SOCKS connector is not exported: take the pool that it makes for a request, and keep it. */
  async #socksDispatcher(): Promise<Dispatcher> {
    const context = new RequestContext(this.address, HttpMethod.GET);
    await this.#config.applySecurityAuthentication(context);
    const dispatcher = context.getDispatcher();
    if (dispatcher === undefined) {
      throw new ClusterConfigError("the kubeconfig's SOCKS proxy gave no connection");
    }
    return dispatcher;
  }
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * HTTP/1.1: a request that hangs then harms its own connection only. Idle connections are closed before kube-apiserver
 * closes them (90 s), so that a request is not sent into a closing one. Time limits are set by the callers.
 */
const POOL = {
  allowH2: false,
  connections: 64,
  pipelining: 1,
  keepAliveTimeout: 30_000,
  keepAliveMaxTimeout: 60_000,
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/** The same object: client-node's types allow undefined for absent options where undici's do not. */
function tlsOf(options: object): buildConnector.BuildOptions {
  return options as buildConnector.BuildOptions;
}

type TlsMaterial = Pick<
  https.RequestOptions,
  "ca" | "cert" | "key" | "pfx" | "passphrase" | "rejectUnauthorized" | "servername"
>;
const MATERIAL = ["ca", "cert", "key", "pfx", "passphrase", "rejectUnauthorized", "servername"] as const;

function materialOf(options: https.RequestOptions): TlsMaterial {
  return Object.fromEntries(
    MATERIAL.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

function sameMaterial(a: TlsMaterial, b: TlsMaterial): boolean {
  return MATERIAL.every((name) => {
    const [x, y] = [a[name], b[name]];
    return Buffer.isBuffer(x) && Buffer.isBuffer(y) ? x.equals(y) : x === y;
  });
}

function loadConfig(source: ClusterSource): KubeConfig {
  const config = new KubeConfig();
  if ("inCluster" in source) {
    requireInCluster();
    config.loadFromCluster();
  } else {
    loadFile(config, source.kubeconfigPath);
    chooseContext(config, source.kubeconfigPath, source.context);
  }
  allowPlainHttp(config);
  return config;
}

function requireInCluster(): void {
  if (process.env.KUBERNETES_SERVICE_HOST === undefined || process.env.KUBERNETES_SERVICE_PORT === undefined) {
    throw new ClusterConfigError("in-cluster configuration was asked for, but this process does not run in a cluster");
  }
}

function loadFile(config: KubeConfig, path: string): void {
  try {
    config.loadFromFile(path);
  } catch (error) {
    throw new ClusterConfigError(
      `the kubeconfig ${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function chooseContext(config: KubeConfig, path: string, context: string | undefined): void {
  const names = config.getContexts().map(({ name }) => name);
  const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  const chosen = context ?? config.getCurrentContext();
  if (chosen === undefined || chosen === "") {
    throw new ClusterConfigError(`the kubeconfig ${path} names no current context, and none was chosen: ${known}`);
  }
  if (!names.includes(chosen)) {
    throw new ClusterConfigError(`the kubeconfig ${path} has no context ${chosen}: ${known}`);
  }
  config.setCurrentContext(chosen);
  if (config.getCurrentCluster()?.server === undefined || config.getCurrentUser() === null) {
    throw new ClusterConfigError(
      `the context ${chosen} of the kubeconfig ${path} names a cluster or user that is not in it`,
    );
  }
}

/** client-node refuses http:// unless TLS verification is off; with plain HTTP there is nothing to verify. */
function allowPlainHttp(config: KubeConfig): void {
  config.clusters = config.clusters.map((cluster) =>
    cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster,
  );
}
