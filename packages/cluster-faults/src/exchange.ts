import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "./refusals.ts";
import type { RequestAttributes } from "./request-attributes.ts";

/** One request under way through the proxy. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What is asked of the cluster: path and query, without the proxy's secret. */
  readonly url: URL;
  readonly attributes: RequestAttributes;
  /** The request's body where it had to be read to know what it is about. */
  readonly body: Buffer | undefined;
  /** Takes the cluster's answer instead of its being handed on as it is. */
  onAnswer?: (answer: IncomingMessage) => void;
}

/** Answers in the cluster's place. */
export function refuse(response: ServerResponse, { code, headers, body }: Refusal): void {
  response.writeHead(code, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** Breaks the client's connection, as a host that died or a firewall does: by a reset, whatever was still under way. */
export function reset(response: ServerResponse): void {
  if (response.socket) response.socket.resetAndDestroy();
  else response.destroy();
}

/** Waits for the whole answer, and then loses it: the effect is done, and nobody hears of it. */
export function loseAnswer(exchange: Exchange, part: "all" | "half"): void {
  exchange.onAnswer = (answer) => {
    const { response } = exchange;
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("end", () => {
      if (part === "all") {
        reset(response);
        return;
      }
      const whole = Buffer.concat(chunks);
      response.writeHead(answer.statusCode ?? 200, { ...withoutTransfer(answer), "content-length": whole.length });
      // Destroyed only once the half is on its way: a reset would overtake it.
      response.write(whole.subarray(0, Math.ceil(whole.length / 2)), () => response.destroy());
    });
  };
}

/** Waits for the whole answer, and hands it on only when it is let go: the effect is done, and its client waits. */
export function holdAnswer({ response }: Exchange, letGo: () => Promise<void>): (answer: IncomingMessage) => void {
  return (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("end", async () => {
      await letGo();
      if (response.destroyed) return;
      const whole = Buffer.concat(chunks);
      response.writeHead(answer.statusCode ?? 200, { ...withoutTransfer(answer), "content-length": whole.length });
      response.end(whole);
    });
  };
}

/** Hands the cluster's answer on as it is. */
export function handOn(answer: IncomingMessage, response: ServerResponse): void {
  sendHead(answer, response);
  answer.pipe(response);
}

export function sendHead(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 200, withoutTransfer(answer));
  response.flushHeaders();
}

/** The headers without those of the connection behind: this one has its own. */
function withoutTransfer({ headers }: IncomingMessage) {
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...rest } = headers;
  return rest;
}
