import type { Readable } from "node:stream";
import { at, type Json } from "./json.ts";
import { patientLimits } from "./wait-limits.ts";

/** One line of a watch. */
export type WatchEvent = { readonly type: string; readonly object: Json };

/**
 * A watch as it comes over the wire: every event in order, how the stream ended, and ways to wait for either.
 * Where the server answered with another status than 200, `refusal` is the body and no event ever comes.
 */
export class WatchStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly events: WatchEvent[] = [];
  readonly refusal: Promise<Json | undefined>;
  #ended: "open" | "by the server" | "broken" = "open";
  #wake: () => void = () => {};
  readonly #body: Readable;
  readonly #waitLimitMs: number;

  constructor(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: Readable,
    waitLimitMs = patientLimits.watchMs,
  ) {
    this.status = status;
    this.headers = headers;
    this.#body = body;
    this.#waitLimitMs = waitLimitMs;
    this.refusal = status === 200 ? Promise.resolve(undefined) : readJson(body);
    if (status === 200) this.#read();
    else this.#ended = "by the server";
  }

  /** All events up to and with the first that satisfies the condition. */
  async until(what: string, satisfies: (event: WatchEvent) => boolean): Promise<WatchEvent[]> {
    const found = () => this.events.findIndex(satisfies);
    await this.#wait(`the event "${what}"`, () => found() >= 0);
    return this.events.slice(0, found() + 1);
  }

  /** All events up to and with the first about an object of this name. */
  untilName(name: string): Promise<WatchEvent[]> {
    return this.until(name, (event) => at(event.object, "metadata.name") === name);
  }

  /** Waits until the server ended the stream, and says how. */
  async end(): Promise<"by the server" | "broken"> {
    await this.#wait("the end of the watch", () => this.#ended !== "open");
    return this.#ended === "broken" ? "broken" : "by the server";
  }

  close(): void {
    this.#body.destroy();
  }

  #read(): void {
    let rest = "";
    this.#body.setEncoding("utf8");
    this.#body.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line !== "") this.events.push(JSON.parse(line) as WatchEvent);
      }
      this.#wake();
    });
    this.#body.on("end", () => this.#finish("by the server"));
    this.#body.on("error", () => this.#finish("broken"));
    this.#body.on("close", () => this.#finish("broken"));
  }

  #finish(how: "by the server" | "broken"): void {
    if (this.#ended === "open") this.#ended = how;
    this.#wake();
  }

  async #wait(what: string, done: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(this.#waitLimitMs);
    while (!done()) {
      if (this.#ended !== "open") throw new Error(`the watch ended (${this.#ended}) before ${what}: ${this.#seen()}`);
      await new Promise<void>((resolve, reject) => {
        const late = () => reject(new Error(`${what} did not come within ${this.#waitLimitMs} ms: ${this.#seen()}`));
        if (deadline.aborted) late();
        deadline.addEventListener("abort", late, { once: true });
        this.#wake = () => {
          deadline.removeEventListener("abort", late);
          resolve();
        };
      });
    }
  }

  #seen(): string {
    return (
      this.events.map((event) => `${event.type} ${String(at(event.object, "metadata.name"))}`).join(", ") || "no events"
    );
  }
}

async function readJson(body: Readable): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk as Uint8Array));
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
