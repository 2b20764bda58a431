import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { waitUntil } from "@resource-manager/laboratory/wait-until";

export type WatchedKind = "nodes" | "pods";

/** Stands between the product and its cluster, and adds lines to the watches of nodes and pods. All else goes through as it is. */
export interface WatchInjector extends AsyncDisposable {
  readonly url: string;
  /**
   * Waits for an open watch of this kind and writes what is made of its newest version, as one piece.
   * @param end whether the watch is closed after it
   */
  inject(kind: WatchedKind, text: (version: string) => string, options?: { readonly end?: boolean }): Promise<void>;
}

/** @param target address of a cluster over plain HTTP */
export async function startWatchInjector(target: string): Promise<WatchInjector> {
  const watches = new Map<WatchedKind, Watch>();
  const server = createServer((incoming, outgoing) => {
    const kind = watchedKind(incoming.url ?? "");
    const forwarded = request(
      new URL(incoming.url ?? "/", target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        if (kind === null || answer.statusCode !== 200) {
          answer.pipe(outgoing);
          return;
        }
        const watch = new Watch(answer, outgoing, versionOf(incoming.url ?? ""));
        watches.set(kind, watch);
        outgoing.once("close", () => watches.get(kind) === watch && watches.delete(kind));
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async inject(kind, text, { end = false } = {}) {
      const watch = await waitUntil(
        async () => watches.get(kind),
        () => `no watch of ${kind} is open`,
        { timeoutMs: 60_000, everyMs: 5 },
      );
      if (end) watches.delete(kind);
      await watch.write(text(watch.version), end);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One watch on its way through: whole lines are handed on, so that others fit between them. */
class Watch {
  version: string;
  readonly #outgoing: ServerResponse;
  #begun = "";

  constructor(answer: IncomingMessage, outgoing: ServerResponse, version: string) {
    this.version = version;
    this.#outgoing = outgoing;
    outgoing.flushHeaders();
    answer.setEncoding("utf8");
    answer.on("data", (chunk: string) => this.#handOn(chunk));
    answer.on("close", () => outgoing.end());
  }

  async write(text: string, end: boolean): Promise<void> {
    if (this.#outgoing.closed || this.#outgoing.writableEnded) return;
    if (end) this.#outgoing.end(text);
    else if (!this.#outgoing.write(text))
      await Promise.race([once(this.#outgoing, "drain"), once(this.#outgoing, "close")]);
  }

  #handOn(chunk: string): void {
    const lines = (this.#begun + chunk).split("\n");
    this.#begun = lines.pop() ?? "";
    if (lines.length === 0 || this.#outgoing.writableEnded) return;
    for (const line of lines) this.version = lineVersion(line) ?? this.version;
    this.#outgoing.write(`${lines.join("\n")}\n`);
  }
}

function watchedKind(url: string): WatchedKind | null {
  const { pathname, searchParams } = new URL(url, "http://cluster");
  if (!searchParams.has("watch")) return null;
  return pathname.endsWith("/api/v1/nodes") ? "nodes" : pathname.endsWith("/api/v1/pods") ? "pods" : null;
}

function versionOf(url: string): string {
  return new URL(url, "http://cluster").searchParams.get("resourceVersion") ?? "0";
}

function lineVersion(line: string): string | undefined {
  const event = JSON.parse(line) as { object?: { metadata?: { resourceVersion?: string } } };
  return event.object?.metadata?.resourceVersion;
}
