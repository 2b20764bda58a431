import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Kind = "pods" | "nodes";
export type Script = (response: ServerResponse, query: URLSearchParams) => void;

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/**
 * An HTTP server that plays an API server from a script: what is not scripted is answered in the plainest right way
 * (the list that was set, a watch that stays open for as long as was asked), so that a test names only what it is about.
 */
export class ScriptedApi implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  clusterUid = "11111111-0000-4000-8000-000000000001";
  /** The cluster's version as the identity probe sees it. */
  version = "1000";
  /** Takes every request away from the script while it is set. */
  intercept: ((request: SeenRequest, response: ServerResponse) => boolean) | null = null;
  connections = 0;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #sockets = new Set<Socket>();
  readonly #lists = new Map<Kind, { items: readonly object[]; version: string }>();
  readonly #listScripts: Record<Kind, Script[]> = { pods: [], nodes: [] };
  readonly #watchScripts: Record<Kind, Script[]> = { pods: [], nodes: [] };
  readonly #watches: Record<Kind, Set<ServerResponse>> = { pods: new Set(), nodes: new Set() };
  #folder = "";
  #port = 0;

  static async start(): Promise<ScriptedApi> {
    const api = new ScriptedApi();
    api.#server.on("connection", (socket) => {
      api.connections += 1;
      api.#sockets.add(socket);
      socket.on("close", () => api.#sockets.delete(socket));
    });
    await api.listen();
    api.#folder = await mkdtemp(join(tmpdir(), "scripted-api-"));
    await writeFile(api.kubeconfigPath, kubeconfig(api.address));
    api.setList("pods", [], "1000");
    api.setList("nodes", [], "1000");
    return api;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get kubeconfigPath(): string {
    return join(this.#folder, "kubeconfig");
  }

  /** Listens (again, on the same port). */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses connections, as a process that is gone. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cutAll();
    await closed;
  }

  /** Resets every connection. */
  cutAll(): void {
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
    }
    this.#watches.pods.clear();
    this.#watches.nodes.clear();
  }

  setList(kind: Kind, items: readonly object[], version: string): void {
    this.#lists.set(kind, { items, version });
  }

  /** How the next list request (one page) is answered. */
  scriptList(kind: Kind, ...scripts: Script[]): void {
    this.#listScripts[kind].push(...scripts);
  }

  /** How the next watch request is answered. */
  scriptWatch(kind: Kind, ...scripts: Script[]): void {
    this.#watchScripts[kind].push(...scripts);
  }

  openWatches(kind: Kind): number {
    return this.#watches[kind].size;
  }

  /** Sends events to the open watches. */
  send(kind: Kind, ...events: readonly object[]): void {
    this.sendText(kind, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  }

  sendText(kind: Kind, text: string | Buffer): void {
    for (const response of this.#watches[kind]) {
      response.write(text);
    }
  }

  /** Ends the open watches in an orderly way, as the API server does when their time is up. */
  endWatches(kind: Kind): void {
    for (const response of this.#watches[kind]) {
      response.end();
    }
    this.#watches[kind].clear();
  }

  /** Leaves the open watches open for ever and no longer counts them: nothing is sent to them any more. */
  forgetWatches(kind: Kind): void {
    this.#watches[kind].clear();
  }

  listRequests(kind: Kind): SeenRequest[] {
    return this.requests.filter(({ path, query }) => path === `/api/v1/${kind}` && !query.has("watch"));
  }

  watchRequests(kind: Kind): SeenRequest[] {
    return this.requests.filter(({ path, query }) => path === `/api/v1/${kind}` && query.has("watch"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://scripted");
    const seen = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await textOf(request),
    };
    this.requests.push(seen);
    if (this.intercept?.(seen, response) === true) {
      return;
    }
    if (url.pathname === "/api/v1/namespaces") {
      sendJson(response, 200, this.#identity());
      return;
    }
    const kind = KINDS.find((name) => url.pathname === `/api/v1/${name}`);
    if (kind === undefined) {
      sendJson(response, 404, status(404, "NotFound", "the server could not find the requested resource"));
    } else if (seen.query.has("watch")) {
      const script =
        this.#watchScripts[kind].shift() ??
        ((answer) => this.#keepOpen(kind, answer, Number(seen.query.get("timeoutSeconds"))));
      script(response, seen.query);
    } else {
      const script = this.#listScripts[kind].shift() ?? ((answer) => sendJson(answer, 200, this.#list(kind)));
      script(response, seen.query);
    }
  }

  #keepOpen(kind: Kind, response: ServerResponse, seconds: number): void {
    openWatch(response);
    this.#watches[kind].add(response);
    const end = setTimeout(() => {
      if (this.#watches[kind].delete(response)) response.end();
    }, seconds * 1_000);
    response.on("close", () => {
      clearTimeout(end);
      this.#watches[kind].delete(response);
    });
  }

  #list(kind: Kind): object {
    const { items, version } = this.#lists.get(kind) ?? { items: [], version: "1000" };
    return listBody(items, version);
  }

  #identity(): object {
    return listBody([{ metadata: { name: "kube-system", uid: this.clusterUid } }], this.version);
  }
}

export function sendJson(response: ServerResponse, code: number, body: object, headers: object = {}): void {
  response.writeHead(code, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** Answers a watch with its head, and leaves it open. */
export function openWatch(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "transfer-encoding": "chunked" });
  response.flushHeaders();
}

export function listBody(items: readonly object[], version: string, next?: string): object {
  return {
    kind: "List",
    apiVersion: "v1",
    metadata: { resourceVersion: version, ...(next === undefined ? {} : { continue: next }) },
    items,
  };
}

export function status(code: number, reason: string, message: string, details: object = {}): object {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code, reason, message, details };
}

const KINDS = ["pods", "nodes"] as const;

function kubeconfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "scripted",
    clusters: [{ name: "scripted-cluster", cluster: { server } }],
    users: [{ name: "somebody", user: { token: "first-token" } }],
    contexts: [{ name: "scripted", context: { cluster: "scripted-cluster", user: "somebody" } }],
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
