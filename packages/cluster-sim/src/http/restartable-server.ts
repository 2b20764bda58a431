import type { Environment } from "../environment.ts";
import { ApiServer } from "./api-server.ts";

/** The API server of a cluster at one address, where it can end and start again while the cluster lives on. */
export class RestartableServer {
  readonly #env: Environment;
  readonly #token: string;
  readonly #host: string;
  #port = 0;
  #server: ApiServer;
  /** One after the other. */
  #lastRestart: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(env: Environment, token: string, host: string) {
    this.#env = env;
    this.#token = token;
    this.#host = host;
    this.#server = new ApiServer(env, token);
  }

  /** Resolves with the port once it listens; rejects where the port is taken. */
  async listen(port: number): Promise<number> {
    this.#port = await this.#server.listen(this.#host, port);
    return this.#port;
  }

  /** What a new API server does not know is the past: its memory of changes begins when it starts. */
  restart({ kill = false, downMs = 0 }: { kill?: boolean; downMs?: number } = {}): Promise<void> {
    const next = this.#lastRestart.then(async () => {
      await this.#server.close({ kill });
      await new Promise<void>((resolve) => this.#env.clock.setTimer(downMs, resolve));
      if (this.#closed) return;
      this.#env.store.compact();
      this.#server = new ApiServer(this.#env, this.#token);
      await this.#server.listen(this.#host, this.#port);
    });
    this.#lastRestart = next.catch(() => {});
    return next;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#server.close();
    await this.#lastRestart;
    await this.#server.close();
  }
}
