import { once } from "node:events";
import { createServer } from "node:net";

/** @throws in plain words where something else listens on this port of 127.0.0.1. */
export async function requireFreePort(port: number): Promise<void> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`port ${port} of 127.0.0.1 cannot be used (${error.code}): choose another one`);
  });
  server.close();
  await once(server, "close");
}

/** As many different TCP ports of 127.0.0.1 as asked for, free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a TCP server without a port");
    ports.push(address.port);
  }
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, "close");
    }),
  );
  return ports;
}
