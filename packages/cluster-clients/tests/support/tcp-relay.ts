import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/** A network between a client and its cluster, which fails on request. It passes bytes on and knows nothing of them. */
export interface TcpRelay extends AsyncDisposable {
  /** The cluster's kubeconfig, leading through the relay. */
  readonly kubeconfigPath: string;
  /** Resets every connection there is; new ones are fine. */
  cut(): void;
  /** Resets every connection, and every new one until `mend`. */
  sever(): void;
  mend(): void;
}

export async function startTcpRelay(kubeconfigPath: string): Promise<TcpRelay> {
  const config = parse(await readFile(kubeconfigPath, "utf8")) as { clusters: { cluster: { server: string } }[] };
  const [first] = config.clusters;
  if (first === undefined) throw new Error(`${kubeconfigPath} names no cluster`);
  const address = new URL(first.cluster.server);
  const { port, hostname } = address;
  const sockets = new Set<Socket>();
  let severed = false;

  const server = createServer((client) => {
    if (severed) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const folder = await mkdtemp(join(tmpdir(), "tcp-relay-"));
  address.port = String((server.address() as AddressInfo).port);
  first.cluster.server = address.href.replace(/\/$/, "");
  await writeFile(join(folder, "kubeconfig"), stringify(config));
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    kubeconfigPath: join(folder, "kubeconfig"),
    cut,
    sever() {
      severed = true;
      cut();
    },
    mend() {
      severed = false;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
