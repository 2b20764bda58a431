import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "./clock.ts";
import { reset, sendHead } from "./exchange.ts";
import { type ArmedFault, type ArmedFaultOf, isFault } from "./fault-board.ts";
import { expiredEvent } from "./refusals.ts";
import type { RequestAttributes } from "./request-attributes.ts";

export interface RelayOptions {
  readonly attributes: RequestAttributes;
  /** The cluster's answer, with status 200. */
  readonly upstream: IncomingMessage;
  readonly response: ServerResponse;
  /** The version from which the client watches. */
  readonly from: string;
  readonly clock: Clock;
}

/**
 * Passes a watch on, event by event, so that faults can be laid on it while it runs. Events of one watch keep their order: an API server never
 * changes it. What may differ is when each watch gets its own, so events of different kinds overtake one another.
 */
export class WatchRelay {
  readonly attributes: RequestAttributes;
  readonly #upstream: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  #from: string;
  #rest: Buffer[] = [];
  #queue: QueuedEvent[] = [];
  #queuedBytes = 0;
  readonly #holders = new Set<(line: Buffer) => boolean>();
  #delay: ArmedFaultOf<"delay-events"> | undefined;
  #lastReadyAt = 0;
  #cancelTimer = () => {};
  #cutsMidEvent = false;
  #upstreamEnded = false;
  #over = false;

  constructor({ attributes, upstream, response, from, clock }: RelayOptions) {
    this.attributes = attributes;
    this.#upstream = upstream;
    this.#response = response;
    this.#from = from;
    this.#clock = clock;
  }

  start(): void {
    sendHead(this.#upstream, this.#response);
    this.#upstream.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#upstream.on("end", () => {
      this.#upstreamEnded = true;
      this.#pass();
    });
    this.#response.on("drain", () => this.#pass());
    this.#response.on("close", () => this.#finish());
  }

  /** Lays a fault on the stream, from now on. */
  apply(fault: ArmedFault): void {
    if (this.#over) return;
    if (isFault(fault, "half-open")) this.#fallSilent();
    else if (isFault(fault, "cut")) this.#cut(fault.order.where ?? "at-once");
    else if (isFault(fault, "expired-in-stream")) this.#expire();
    else if (isFault(fault, "delay-events")) this.#delayWhile(fault);
    else if (isFault(fault, "hold-events")) this.#hold(() => true, fault.ended);
    else if (isFault(fault, "stale")) this.#holdAbove(BigInt(fault.order.version ?? "0"), fault.ended);
  }

  #take(chunk: Buffer): void {
    if (this.#over) return;
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#enqueue(Buffer.concat([...this.#rest, chunk.subarray(start, end + 1)]));
      this.#rest = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
    this.#pass();
  }

  #enqueue(line: Buffer): void {
    const now = this.#clock.now();
    const { ms = 0, jitterMs = 0 } = this.#delay?.order ?? {};
    const delayMs = this.#delay === undefined ? 0 : ms + jitterMs * this.#delay.draw();
    this.#lastReadyAt = Math.max(this.#lastReadyAt, now + delayMs);
    this.#queue.push({ line, readyAt: this.#lastReadyAt });
    this.#queuedBytes += line.length;
  }

  /** Sends what may go, in order, and stops at the first event that may not. */
  #pass(): void {
    this.#cancelTimer();
    for (let next = this.#queue[0]; next !== undefined && !this.#over; next = this.#queue[0]) {
      if (this.#response.writableNeedDrain || this.#isHeld(next.line)) break;
      const waitMs = next.readyAt - this.#clock.now();
      if (waitMs > 0) {
        this.#cancelTimer = this.#clock.schedule(waitMs, () => this.#pass());
        break;
      }
      this.#queue.shift();
      this.#queuedBytes -= next.line.length;
      this.#send(next.line);
    }
    if (this.#over) return;
    if (this.#upstreamEnded && this.#queue.length === 0) this.#response.end(Buffer.concat(this.#rest));
    else if (this.#queuedBytes > queuedBytesMax) this.#upstream.pause();
    else this.#upstream.resume();
  }

  #send(line: Buffer): void {
    if (this.#cutsMidEvent) {
      this.#over = true;
      this.#response.write(line.subarray(0, Math.floor(line.length / 2)), () => this.#response.destroy());
      return;
    }
    this.#response.write(line);
  }

  #isHeld(line: Buffer): boolean {
    return [...this.#holders].some((holds) => holds(line));
  }

  #hold(holds: (line: Buffer) => boolean, ended: AbortSignal): void {
    this.#holders.add(holds);
    ended.addEventListener("abort", () => {
      this.#holders.delete(holds);
      this.#pass();
    });
  }

  /** As a server that has not heard of anything newer. */
  #holdAbove(version: bigint, ended: AbortSignal): void {
    this.#hold((line) => versionOf(line) > version, ended);
  }

  #delayWhile(fault: ArmedFaultOf<"delay-events">): void {
    this.#delay = fault;
    fault.ended.addEventListener("abort", () => {
      if (this.#delay === fault) this.#delay = undefined;
    });
  }

  /** The client's connection stays and brings nothing any more, not even its end. */
  #fallSilent(): void {
    this.#finish();
    // The proxy library ends the client's answer when the cluster's ends: on a dead line not even that arrives.
    this.#upstream.removeAllListeners();
    this.#upstream.on("error", () => {});
    this.#upstream.resume();
  }

  #cut(where: "at-once" | "mid-event" | "orderly"): void {
    if (where === "mid-event") {
      this.#cutsMidEvent = true;
      return;
    }
    this.#finish();
    if (where === "orderly") this.#response.end();
    else reset(this.#response);
  }

  #expire(): void {
    this.#finish();
    this.#response.end(expiredEvent(this.#from, String(BigInt(this.#from === "" ? "0" : this.#from) + 1n)));
  }

  #finish(): void {
    this.#over = true;
    this.#cancelTimer();
    this.#queue = [];
    this.#rest = [];
  }
}

interface QueuedEvent {
  readonly line: Buffer;
  /** By the clock: not to be sent before. */
  readonly readyAt: number;
}

const newline = 0x0a;
/** What is held back beyond this stays with the cluster, which drops a watcher that does not read. */
const queuedBytesMax = 16 * 1024 * 1024;

function versionOf(line: Buffer): bigint {
  const event = JSON.parse(line.toString("utf8")) as { object?: { metadata?: { resourceVersion?: string } } };
  return BigInt(event.object?.metadata?.resourceVersion || "0");
}
