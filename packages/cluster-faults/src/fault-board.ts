import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type FaultName, type FaultOrder, type OrderOf, streamFaults } from "./fault-order.ts";
import type { RequestAttributes } from "./request-attributes.ts";

/** A fault as it stands: what was ordered, and how often it had its chance and hit. */
export interface FaultReport {
  readonly id: number;
  readonly order: FaultOrder;
  /** `active`; `spent`: it hit as often as it may; `ended`: its time is over, or it was removed. */
  readonly state: "active" | "spent" | "ended";
  /** Requests (for faults of a stream: watches) that it fits. */
  readonly matched: number;
  readonly fired: number;
  /** Requests or answers that it holds back now. */
  readonly holding: number;
}

/** An armed fault, as the proxy applies it. */
export interface ArmedFault {
  readonly order: FaultOrder;
  /** Aborted when its time is over or it is removed: what it holds back is let go. */
  readonly ended: AbortSignal;
  /** In [0, 1), from the fault's own seed. */
  draw(): number;
  /** Resolves when it is over, or `gone` does: until then it counts as held back. Without `gone` only when it is over. */
  hold(gone?: Promise<unknown>): Promise<void>;
}

/** An armed fault of one name, with that fault's own fields. */
export type ArmedFaultOf<Name extends FaultName> = ArmedFault & { readonly order: OrderOf<Name> };

export function isFault<Name extends FaultName>(fault: ArmedFault, name: Name): fault is ArmedFaultOf<Name> {
  return fault.order.fault === name;
}

export interface BoardOptions {
  readonly seed: number;
  /** Calls back after so many milliseconds; answers how to cancel it. */
  readonly schedule: (ms: number, callback: () => void) => () => void;
}

/**
 * The faults in force. Each draws from a generator of its own, once for each request that it fits, in the order of requests:
 * the same seed and the same requests give the same faults.
 */
export class FaultBoard {
  readonly #options: BoardOptions;
  readonly #faults = new Map<number, StandingFault>();
  #lastId = 0;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  add(order: FaultOrder): StandingFault {
    const id = ++this.#lastId;
    const fault = new StandingFault(id, order, order.seed ?? mixed(this.#options.seed, id));
    this.#faults.set(id, fault);
    if (order.forMs !== undefined) fault.onEnd(this.#options.schedule(order.forMs, () => fault.end()));
    return fault;
  }

  list(): FaultReport[] {
    return [...this.#faults.values()].map((fault) => fault.report());
  }

  find(id: number): StandingFault | undefined {
    return this.#faults.get(id);
  }

  /** Ends it and forgets it; its last report, undefined where there is no such fault. */
  remove(id: number): FaultReport | undefined {
    const fault = this.#faults.get(id);
    fault?.end();
    this.#faults.delete(id);
    return fault?.report();
  }

  clear(): void {
    for (const id of [...this.#faults.keys()]) this.remove(id);
  }

  /** Whether a fault in force looks at an object's name. */
  get asksForNames(): boolean {
    return [...this.#faults.values()].some((fault) => fault.active && fault.order.name !== undefined);
  }

  /** Whether a fault in force sends requests on without their clients. */
  get outlivesClients(): boolean {
    return [...this.#faults.values()].some((fault) => fault.active && fault.order.fault === "land-late");
  }

  /** The faults that hit this request before or while it is answered: any number of latencies, then at most one other. */
  forRequest(request: RequestAttributes): ArmedFault[] {
    const hits: ArmedFault[] = [];
    for (const fault of this.#faults.values()) {
      if (isStreamFault(fault.order) || !fault.tries(request)) continue;
      hits.push(fault);
      if (fault.order.fault !== "latency") break;
    }
    return hits;
  }

  /** The faults that hit the stream of a watch that opens now, in the order in which they were added. */
  forStream(request: RequestAttributes): ArmedFault[] {
    return [...this.#faults.values()].filter((fault) => isStreamFault(fault.order) && fault.tries(request));
  }
}

/** One fault on the board. */
export class StandingFault implements ArmedFault {
  readonly id: number;
  readonly order: FaultOrder;
  readonly #generator;
  readonly #end = new AbortController();
  #matched = 0;
  #fired = 0;
  #holding = 0;

  constructor(id: number, order: FaultOrder, seed: number) {
    this.id = id;
    this.order = order;
    this.#generator = xoroshiro128plus(seed);
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  get active(): boolean {
    return this.#state() === "active";
  }

  draw(): number {
    return uniformFloat64(this.#generator);
  }

  /** Whether it hits this request; counted. */
  tries(request: RequestAttributes): boolean {
    if (!this.active || !fits(this.order, request)) return false;
    this.#matched += 1;
    const { share = 1, skip = 0 } = this.order;
    if (this.#matched <= skip) return false;
    if (share < 1 && this.draw() >= share) return false;
    this.#fired += 1;
    return true;
  }

  end(): void {
    this.#end.abort();
  }

  async hold(gone?: Promise<unknown>): Promise<void> {
    const { signal } = this.#end;
    const over = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    if (signal.aborted) return;
    this.#holding += 1;
    await (gone === undefined ? over : Promise.race([over, gone]));
    this.#holding -= 1;
  }

  onEnd(callback: () => void): void {
    this.#end.signal.addEventListener("abort", callback, { once: true });
  }

  report(): FaultReport {
    const [matched, fired, holding] = [this.#matched, this.#fired, this.#holding];
    return { id: this.id, order: this.order, state: this.#state(), matched, fired, holding };
  }

  #state(): FaultReport["state"] {
    if (this.#end.signal.aborted) return "ended";
    return this.order.times !== undefined && this.#fired >= this.order.times ? "spent" : "active";
  }
}

/** Whether it is a fault of a watch's stream. */
export function isStreamFault(order: FaultOrder): boolean {
  return (streamFaults as readonly string[]).includes(order.fault);
}

const reads = ["get", "list", "watch"];
const answered = ["get", "list", "create", "update", "patch", "delete", "deletecollection"];
/** Verbs on which an effect makes sense; all others: any. */
const verbsOf: Partial<Record<FaultName, readonly string[]>> = {
  ...Object.fromEntries(streamFaults.map((name) => [name, ["watch"]])),
  stale: reads,
  // A watch has no answer that could be lost as a whole: that is `cut`.
  "lose-answer": answered,
  "hold-answer": answered,
  conflict: ["create", "update", "patch", "delete", "deletecollection"],
  expired: ["list", "watch"],
};

function fits(order: FaultOrder, request: RequestAttributes): boolean {
  if (verbsOf[order.fault]?.includes(request.verb) === false) return false;
  if (order.fault === "stale" && request.resource === "") return false;
  return (
    (order.verbs === undefined || order.verbs.includes(request.verb)) &&
    same(order.resource, request.resource) &&
    same(order.subresource, request.subresource) &&
    same(order.namespace, request.namespace) &&
    same(order.name, request.name)
  );
}

function same(wanted: string | undefined, found: string): boolean {
  return wanted === undefined || wanted === found;
}

/** A seed of its own for each fault, far from its neighbours'. */
function mixed(seed: number, id: number): number {
  return (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(id, 0xc2b2ae35)) | 0;
}
