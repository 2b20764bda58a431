import { setTimeout as delay } from "node:timers/promises";
import { serverName } from "../clusters/fill.ts";
import { RawClient } from "./raw-client.ts";

/** Servers that are cordoned and uncordoned in the cluster, so that each event changes what is shown. */
export class Cordons implements AsyncDisposable {
  readonly #client: RawClient;
  readonly #servers: number;
  readonly #changed = new Set<number>();

  private constructor(client: RawClient, servers: number) {
    this.#client = client;
    this.#servers = servers;
  }

  static async open(kubeconfigPath: string, servers: number): Promise<Cordons> {
    return new Cordons(await RawClient.open(kubeconfigPath), servers);
  }

  /** Resolves once the cluster has taken it. */
  async set(server: number, cordoned: boolean): Promise<void> {
    this.#changed.add(server);
    const body = JSON.stringify({ spec: { unschedulable: cordoned ? true : null } });
    const { status } = await this.#client.send("PATCH", `/api/v1/nodes/${serverName(server)}`, body);
    if (status !== 200) throw new Error(`PATCH of ${serverName(server)}: ${status}`);
  }

  /** So many events in a second, on all servers but the first, until `work` is done. */
  async during(perSecond: number, work: () => Promise<void>): Promise<void> {
    let isOver = false;
    const others = this.#servers - 1;
    const sending = (async () => {
      for (let sent = 0; !isOver; sent++) {
        void this.set(1 + (sent % others), Math.floor(sent / others) % 2 === 0).catch(() => undefined);
        await delay(1_000 / perSecond);
      }
    })();
    try {
      await work();
    } finally {
      isOver = true;
      await sending;
    }
  }

  /** As it was before. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#changed) await this.set(server, false);
    await this.#client.close();
  }
}
