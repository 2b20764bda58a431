import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@resource-manager/product/free-port";
import { untilReady } from "@resource-manager/product/http-ready";
import { api } from "@resource-manager/product/programs";
import { SupervisedProcess } from "@resource-manager/product/supervised-process";

const READY_WITHIN_MS = 60_000;

/** The product's API as the product runs it: the built program, on a cluster that only it uses. */
export class ProductApi implements AsyncDisposable {
  readonly #process: SupervisedProcess;
  readonly #url: string;

  private constructor(process: SupervisedProcess, url: string) {
    this.#process = process;
    this.#url = url;
  }

  /** @throws where it does not get ready, or is not built */
  static async start(folder: string, kubeconfig: string): Promise<ProductApi> {
    await mkdir(join(folder, "logs"), { recursive: true });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const { promise: over, reject } = Promise.withResolvers<never>();
    over.catch(() => {});
    const settings = { kubeconfig, simulated: true, demo: false, publicUrl: url, further: [] };
    const process = new SupervisedProcess(api(folder, port, settings), {
      tell: () => {},
      onGiveUp: (reason) => reject(new Error(`${reason}; npm run build makes it`)),
    });
    process.start();
    const started = new ProductApi(process, url);
    const ready = untilReady(`${started.#url}/readyz`, READY_WITHIN_MS, AbortSignal.timeout(READY_WITHIN_MS));
    if (!(await Promise.race([ready, over]))) throw new Error("the API is not ready in time");
    return started;
  }

  /** The data of an operation. Throws where there are errors. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const answer = await fetch(`${this.#url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data?: T; errors?: unknown };
    if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process.stop(5_000);
  }
}
