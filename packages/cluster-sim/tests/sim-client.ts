import { request } from "node:http";
import { type ClusterSim, type ClusterSimOptions, startClusterSim } from "../src/start-cluster-sim.ts";

/** What a test looks into: the shape is the API's, which these tests are about. */
// biome-ignore lint/suspicious/noExplicitAny: answers are read field by field
export type Answer = any;

export interface Reply {
  readonly status: number;
  readonly body: Answer;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

/** A running simulator and plain requests to it. */
export interface TestSim extends AsyncDisposable {
  readonly sim: ClusterSim;
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  get(path: string): Promise<Answer>;
  /** POST that must succeed; waits for the namespace's ServiceAccount where that is what is missing. */
  create(path: string, body: unknown): Promise<Answer>;
  merge(path: string, body: unknown): Promise<Reply>;
  watch(path: string): WatchReader;
}

export async function openSim(options: ClusterSimOptions = {}): Promise<TestSim> {
  const sim = await startClusterSim(options);
  return clientOf(sim);
}

export function clientOf(sim: Pick<ClusterSim, "url" | "token" | "stop">): TestSim {
  const authorization = `Bearer ${sim.token}`;
  const call = async (method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> => {
    const response = await fetch(sim.url + path, {
      method,
      headers: { authorization, "content-type": options.type ?? "application/json", ...options.headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type") === "application/json";
    return {
      status: response.status,
      body: isJson && text !== "" ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
  return {
    sim: sim as ClusterSim,
    call,
    get: async (path) => (await call("GET", path)).body,
    async create(path, body) {
      for (let tries = 0; ; tries++) {
        const reply = await call("POST", path, body);
        if (reply.status === 201) return reply.body;
        const early = reply.status === 403 && /service account/.test(reply.body.message);
        if (!early || tries > 100) throw new Error(`${path}: ${reply.status} ${reply.body.message}`);
      }
    },
    merge: (path, body) => call("PATCH", path, body, { type: "application/merge-patch+json" }),
    watch: (path) => new WatchReader(sim.url + path, authorization),
    [Symbol.asyncDispose]: () => sim.stop(),
  };
}

export interface WatchLine {
  readonly type: string;
  readonly object: Answer;
}

/** Reads a watch line by line. */
export class WatchReader implements Disposable {
  readonly lines: WatchLine[] = [];
  ended = false;
  readonly #close: () => void;
  #wake: () => void = () => {};

  constructor(url: string, authorization: string) {
    let rest = "";
    const outgoing = request(url, { headers: { authorization } }, (response) => {
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        const parts = (rest + chunk).split("\n");
        rest = parts.pop() ?? "";
        for (const part of parts) this.lines.push(JSON.parse(part));
        this.#wake();
      });
      response.on("close", () => {
        this.ended = true;
        this.#wake();
      });
    });
    outgoing.on("error", () => {
      this.ended = true;
      this.#wake();
    });
    outgoing.end();
    this.#close = () => outgoing.destroy();
  }

  /** The lines so far, once there are `count`; fails after five seconds. */
  async take(count: number): Promise<WatchLine[]> {
    await this.until(() => this.lines.length >= count, `${count} lines`);
    return this.lines.slice(0, count);
  }

  async until(fine: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + 5_000;
    while (!fine()) {
      if (Date.now() > deadline) throw new Error(`no ${what}: ${JSON.stringify(this.lines).slice(0, 2000)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 50);
      });
    }
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}

export const PODS = "/api/v1/namespaces/default/pods";

export function nodeManifest(name: string, capacity: Record<string, string> = {}): Answer {
  const amounts = { cpu: "8", memory: "32Gi", "nvidia.com/gpu": "8", pods: "110", ...capacity };
  return { metadata: { name }, status: { capacity: amounts } };
}

export function podManifest(name: string, extra: Answer = {}): Answer {
  const { metadata, container, ...spec } = extra;
  return {
    metadata: { name, ...metadata },
    spec: { containers: [{ name: "main", image: "registry.example/app:1", ...container }], ...spec },
  };
}

/** A pod that no scheduler and so no kubelet touches. */
export function parkedPod(name: string, extra: Answer = {}): Answer {
  return podManifest(name, { schedulerName: "nobody", ...extra });
}
