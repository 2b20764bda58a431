import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type Express } from "express";
import { z } from "zod";
import { NoClusterControl, remoteClusterControl } from "./cluster-control.ts";
import { readFaultOrder } from "./fault-order.ts";
import type { FaultProxy } from "./fault-proxy.ts";

export interface ControlServer extends AsyncDisposable {
  /** With the secret in its path; without it there is only `/healthz`. */
  readonly address: string;
  close(): Promise<void>;
}

/** Opens the proxy's control address: HTTP and JSON, on a port of its own of 127.0.0.1. */
export async function startControlServer(
  proxy: FaultProxy,
  options: { readonly port?: number; readonly secret?: string | undefined } = {},
): Promise<ControlServer> {
  const secret = options.secret ?? randomBytes(18).toString("base64url");
  const app = express().disable("x-powered-by");
  app.get("/healthz", (_, response) => void response.send("ok"));
  const server = app.use(`/${secret}`, routes(proxy)).listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  const { port: taken } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${taken}/${secret}`, close, [Symbol.asyncDispose]: close };
}

const clusterBody = z.strictObject({
  kubeconfig: z.string().min(1),
  context: z.string().optional(),
  control: z.url().optional(),
});

function routes(proxy: FaultProxy): Express {
  const app = express();
  app.use(express.json());
  app.get("/", (_, response) => {
    response.json({
      server: proxy.server,
      target: proxy.target,
      openWatches: proxy.openWatches(),
      faults: proxy.faults(),
    });
  });
  app.get("/faults", (_, response) => void response.json(proxy.faults()));
  app.post("/faults", async (request, response) => {
    const order = readFaultOrder(request.body);
    if (order.ok) response.status(201).json(await proxy.add(order.value));
    else response.status(400).json({ error: order.error });
  });
  app.delete("/faults", (_, response) => {
    const reports = proxy.faults();
    proxy.clear();
    response.json(reports);
  });
  app.get("/faults/:id", ({ params }, response) => {
    const report = proxy.find(Number(params.id));
    response.status(report ? 200 : 404).json(report ?? { error: `there is no fault ${params.id}` });
  });
  app.delete("/faults/:id", ({ params }, response) => {
    const report = proxy.remove(Number(params.id));
    response.status(report ? 200 : 404).json(report ?? { error: `there is no fault ${params.id}` });
  });
  app.post("/compact", async (_, response) => {
    await proxy.compact();
    response.json({ done: "compact" });
  });
  app.post("/restart", async (_, response) => {
    await proxy.restart();
    response.json({ done: "restart" });
  });
  app.put("/cluster", async (request, response) => {
    const body = clusterBody.safeParse(request.body);
    if (!body.success) return void response.status(400).json({ error: z.prettifyError(body.error) });
    const { kubeconfig, context, control } = body.data;
    await proxy.replaceCluster({
      kubeconfigPath: kubeconfig,
      context,
      control: control === undefined ? undefined : remoteClusterControl(control),
    });
    response.json({ target: proxy.target });
  });
  app.use(
    (_, response) =>
      void response.status(404).json({ error: "there is no such path; see packages/cluster-faults/README.md" }),
  );
  app.use(tellError);
  return app;
}

/** A body that is no JSON, a cluster that cannot be told or read: said in words, never as a page with a stack. */
const tellError: ErrorRequestHandler = (error: Error & { status?: number }, _request, response, _next) => {
  const code = error instanceof NoClusterControl ? 409 : (error.status ?? 502);
  response.status(code).json({ error: error.message });
};
