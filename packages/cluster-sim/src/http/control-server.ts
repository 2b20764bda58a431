import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What others may ask the cluster to do to itself. */
export interface Controlled {
  compact(): void;
  restart(how?: { readonly downMs?: number }): Promise<void>;
}

/** The longest that a restart may be told to take. */
const DOWN_MAX_MS = 60_000;

/**
 * `POST /SECRET/compact` and `POST /SECRET/restart?downMs=N` (away for so long, at most a minute), on a port that is not the API's. Answers 204
 * once it is done, 404 to anything else.
 */
export async function startControlServer(
  cluster: Controlled,
  host: string,
  port: number,
  secret: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const acts: Readonly<Record<string, (query: URLSearchParams) => unknown>> = {
    [`/${secret}/compact`]: () => cluster.compact(),
    [`/${secret}/restart`]: (query) => {
      const downMs = Math.min(Number(query.get("downMs")) || 0, DOWN_MAX_MS);
      return cluster.restart({ downMs });
    },
  };
  const server = createServer(async (request, response) => {
    const [path = "", query] = (request.url ?? "").split("?", 2);
    const act = request.method === "POST" ? acts[path] : undefined;
    try {
      await act?.(new URLSearchParams(query));
      response.writeHead(act === undefined ? 404 : 204).end();
    } catch (error) {
      response.writeHead(500).end((error as Error).message);
    }
  });
  server.listen(port, host);
  await once(server, "listening");
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/${secret}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
