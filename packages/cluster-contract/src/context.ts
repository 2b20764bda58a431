import type { ServerSpecification } from "@resource-manager/laboratory/server-specification";
import type { ApiResponse, ClusterApi } from "./api.ts";
import { at, isJsonObject, type Json, type JsonObject } from "./json.ts";
import type { TestCluster } from "./test-cluster.ts";

const pollMs = 40;

/** What a case has at hand: the API, names of its own, and a promise that what it made is removed after it. */
export class CaseContext {
  readonly api: ClusterApi;
  readonly cluster: TestCluster;
  readonly aliases = new Map<string, string>();
  readonly #prefix: string;
  readonly #cleanups: Array<() => Promise<unknown>> = [];

  /** @param prefix made of lower-case letters and digits, used by no other case on this cluster, ever. */
  constructor(cluster: TestCluster, prefix: string) {
    this.cluster = cluster;
    this.api = cluster.api;
    this.#prefix = prefix;
  }

  /** A name that nothing else on the cluster has; `<word>` in the observation. */
  unique(word: string): string {
    const name = `${this.#prefix}-${word}`;
    this.aliases.set(name, `<${word}>`);
    return name;
  }

  /** Lets a value that the cluster made up appear as `<word>` in the observation. */
  alias(value: string, word: string): void {
    this.aliases.set(value, `<${word}>`);
  }

  /** A namespace of the case's own in which pods are admitted (its ServiceAccount `default` is there). */
  async namespace(word = "namespace"): Promise<string> {
    const name = this.unique(word);
    const path = `/api/v1/namespaces/${name}`;
    const created = await this.api.post("/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name },
    });
    if (created.status !== 201) throw new Error(`namespace ${name}: ${created.status} ${created.text}`);
    this.defer(async () => {
      await this.api.delete(`${path}/pods`, { gracePeriodSeconds: 0 });
      await this.api.delete(path);
    });
    await this.until("the ServiceAccount default", async () => {
      const account = await this.api.get(`${path}/serviceaccounts/default`);
      return account.status === 200 ? account : undefined;
    });
    return name;
  }

  /** A server of the case's own, Ready and open to the scheduler. */
  async server(server: Partial<ServerSpecification> = {}, word = "node"): Promise<string> {
    const name = this.unique(word);
    await this.cluster.laboratory.addServer({ gpus: 0, cpu: "8", ram: "16Gi", ...server, name });
    this.defer(() => this.api.delete(`/api/v1/nodes/${name}`));
    return name;
  }

  /** Asks until the probe gives something. Fails after the limit, saying what was awaited. */
  async until<T>(what: string, probe: () => Promise<T | undefined>, limitMs = this.cluster.limits.stateMs): Promise<T> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const found = await probe();
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`${what} did not come within ${limitMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** Asks for an object until it satisfies the condition; gives that answer. */
  async untilObject(
    path: string,
    what: string,
    satisfies: (object: JsonObject) => boolean,
    limitMs = this.cluster.limits.stateMs,
  ): Promise<ApiResponse> {
    let last = "nothing";
    const probe = async () => {
      const response = await this.api.get(path);
      last = response.text;
      return response.status === 200 && isJsonObject(response.json) && satisfies(response.json) ? response : undefined;
    };
    return this.until(what, probe, limitMs).catch((error: Error) => {
      throw new Error(`${error.message}; last seen: ${last.slice(0, 1500)}`);
    });
  }

  /** Asks until the object is gone. */
  async untilGone(path: string, limitMs = this.cluster.limits.stateMs): Promise<void> {
    await this.until(
      `${path} gone`,
      async () => ((await this.api.get(path)).status === 404 ? true : undefined),
      limitMs,
    );
  }

  /** Has this done after the case, last first, also when it fails. */
  defer(cleanup: () => Promise<unknown>): void {
    this.#cleanups.push(cleanup);
  }

  async cleanUp(): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup().catch(() => undefined);
  }

  /** Creates an object and fails if that is refused: for what a case needs and does not observe. */
  async create(path: string, object: Json): Promise<ApiResponse> {
    const response = await this.api.post(path, object);
    if (response.status !== 201) throw new Error(`POST ${path}: ${response.status} ${response.text}`);
    return response;
  }

  /** The uid of an object. */
  async uidOf(path: string): Promise<string> {
    return String(at((await this.api.get(path)).json, "metadata.uid"));
  }
}
