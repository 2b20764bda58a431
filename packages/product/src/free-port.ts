import { createServer } from "node:net";

const loopback = "127.0.0.1";

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const port = await listenBriefly(0);
  if (typeof port !== "number") throw new Error(`no free port: ${port.code}`);
  return port;
}

/** Whether something listens on this port of 127.0.0.1. */
export async function isPortTaken(port: number): Promise<boolean> {
  const outcome = await listenBriefly(port);
  if (typeof outcome === "number") return false;
  if (outcome.code === "EADDRINUSE") return true;
  throw outcome;
}

function listenBriefly(port: number): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, loopback, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
