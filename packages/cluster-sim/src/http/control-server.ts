import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What others may ask the cluster to do to itself. */
export interface Controlled {
  compact(): void;
  restart(): Promise<void>;
}

/** `POST /SECRET/compact` and `POST /SECRET/restart`, on a port that is not the API's. Answers 204 once it is done, 404 to anything else. */
export async function startControlServer(
  cluster: Controlled,
  host: string,
  port: number,
  secret: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const acts: Readonly<Record<string, () => unknown>> = {
    [`/${secret}/compact`]: () => cluster.compact(),
    [`/${secret}/restart`]: () => cluster.restart(),
  };
  const server = createServer(async (request, response) => {
    const act = request.method === "POST" ? acts[request.url ?? ""] : undefined;
    try {
      await act?.();
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
