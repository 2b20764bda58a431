import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import type { Readiness } from "./readiness.ts";

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly readiness: Readiness;
  readonly graphql: readonly (RequestHandler | ErrorRequestHandler)[];
  readonly graphqlPath: string;
  /** What is asked before somebody is signed in; served under /auth. */
  readonly auth: RequestHandler;
  /** The audit trail as JSON lines, served at /audit.jsonl. */
  readonly auditExport: RequestHandler;
  /** For commands of this machine; served under /local. */
  readonly localDoor: RequestHandler;
}

export interface RunningHttpServer {
  readonly server: Server;
  readonly url: string;
  readonly port: number;
  /** Takes no new connections, lets requests end that are under way, and cuts off those that do not within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Listens, and serves the API's paths and nothing else. Rejects with Node's error when the port cannot be had. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const server = createServer(makeApp(options));
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  // The front door keeps an idle connection half as long (see front-door.mjs), so that none is closed just as it is used again.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { server, port, url: `http://${host}:${port}`, stop: (graceMs) => stop(server, graceMs) };
}

function makeApp({
  readiness,
  graphql,
  graphqlPath,
  auth,
  auditExport,
  localDoor,
}: HttpServerOptions): express.Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.get("/healthz", (_req, res) => void res.type("text/plain").send("alive"));
  app.get("/readyz", (_req, res) => {
    const { reason } = readiness;
    res
      .status(reason === null ? 200 : 503)
      .type("text/plain")
      .send(reason ?? "ready");
  });
  app.use(graphqlPath, ...graphql);
  app.use("/auth", auth);
  app.use("/audit.jsonl", auditExport);
  app.use("/local", localDoor);
  app.use((_req, res) => {
    res.status(404).json({ errors: [{ message: "there is nothing here", extensions: { code: "NOT_FOUND" } }] });
  });
  return app;
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
