import { readKubeconfig } from "@resource-manager/laboratory/kubeconfig";
import { Agent, type Dispatcher, request } from "undici";

/** An answer as bytes: what is measured is the cluster, not a parser. */
export interface RawAnswer {
  readonly status: number;
  readonly bytes: Buffer;
}

/** A cluster's API with nothing between the measurement and the wire but kept connections. */
export class RawClient {
  readonly #server: string;
  readonly #headers: Record<string, string>;
  readonly #agent: Agent;

  private constructor(server: string, token: string | undefined, agent: Agent) {
    this.#server = server;
    this.#headers = {
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    this.#agent = agent;
  }

  static async open(kubeconfigPath: string): Promise<RawClient> {
    const { server, token, caPem, clientCertPem, clientKeyPem } = await readKubeconfig(kubeconfigPath);
    const connect = {
      ...(caPem === undefined ? {} : { ca: caPem }),
      ...(clientCertPem === undefined ? {} : { cert: clientCertPem }),
      ...(clientKeyPem === undefined ? {} : { key: clientKeyPem }),
    };
    // One request at a time on each connection, as most clients of Kubernetes without HTTP/2 do.
    return new RawClient(
      server,
      token,
      new Agent({ allowH2: false, pipelining: 1, bodyTimeout: 0, headersTimeout: 0, connect }),
    );
  }

  async send(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: string): Promise<RawAnswer> {
    const answer = await this.#open(method, path, body);
    return { status: answer.statusCode, bytes: Buffer.from(await answer.body.arrayBuffer()) };
  }

  /** Throws where the answer is none of success. */
  async get(path: string): Promise<Buffer> {
    const { status, bytes } = await this.send("GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${bytes.subarray(0, 500)}`);
    return bytes;
  }

  /** Opens a stream; `onLine` gets each line of it, without its end. Resolves once the answer has begun. */
  async stream(path: string, onLine: (line: Buffer) => void): Promise<{ close(): void }> {
    const { statusCode, body } = await this.#open("GET", path);
    if (statusCode !== 200) throw new Error(`GET ${path}: ${statusCode}`);
    let rest: Buffer = Buffer.alloc(0);
    body.on("data", (chunk: Buffer) => {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
        onLine(bytes.subarray(0, end));
        bytes = bytes.subarray(end + 1);
      }
      rest = bytes;
    });
    // Ours to end: what is cut off is no failure.
    body.on("error", () => {});
    return { close: () => body.destroy() };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #open(method: Dispatcher.HttpMethod, path: string, body?: string): Promise<Dispatcher.ResponseData> {
    const contentType = method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json";
    return request(this.#server + path, {
      dispatcher: this.#agent,
      method,
      headers: body === undefined ? this.#headers : { ...this.#headers, "content-type": contentType },
      body: body ?? null,
    });
  }
}
