import type { Cluster, ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";

/**
 * What goes wrong at a boundary. Commits can only crash; calls to the cluster can fail in every way a network can.
 * LOST_ANSWER and TIME_OUT_AFTER took effect, TIME_OUT_BEFORE did not; the caller cannot tell them apart.
 */
export type Fault =
  | "CRASH_BEFORE"
  | "CRASH_AFTER"
  | "UNREACHABLE"
  | "TIME_OUT_BEFORE"
  | "LOST_ANSWER"
  | "TOO_MANY_REQUESTS"
  | "SERVER_ERROR"
  | "CONFLICT";

export const CRASHES = ["CRASH_BEFORE", "CRASH_AFTER"] as const satisfies readonly Fault[];
export const CALL_FAULTS = [
  ...CRASHES,
  "UNREACHABLE",
  "TIME_OUT_BEFORE",
  "LOST_ANSWER",
  "TOO_MANY_REQUESTS",
  "SERVER_ERROR",
  "CONFLICT",
] as const satisfies readonly Fault[];

export interface Boundary {
  readonly kind: "commit" | "call";
  readonly name: string;
}

/** Counts every commit and every call of one process, and makes one of them go wrong. */
export class Boundaries {
  readonly passed: Boundary[] = [];
  readonly #failAt: number | null;
  readonly #fault: Fault | null;
  #crashed: () => void = () => {};
  /** Resolves when the process died at its boundary. */
  readonly crash = new Promise<void>((resolve) => {
    this.#crashed = resolve;
  });
  #dead = false;

  constructor(failAt: number | null = null, fault: Fault | null = null) {
    this.#failAt = failAt;
    this.#fault = fault;
  }

  ledger(real: Ledger): Ledger {
    const write: Ledger["write"] = (work) => this.#pass({ kind: "commit", name: "write" }, () => real.write(work));
    return new Proxy(real, {
      get: (target, name) => {
        if (name === "write") return write;
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }

  cluster(real: Cluster): Cluster {
    return new Proxy(real, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...input: unknown[]) =>
          this.#pass({ kind: "call", name: String(name) }, () => member.apply(target, input));
      },
    });
  }

  async #pass<T>(boundary: Boundary, go: () => Promise<T>): Promise<T> {
    if (this.#dead) return never();
    const index = this.passed.push(boundary) - 1;
    const fault = index === this.#failAt ? this.#fault : null;
    if (fault === "CRASH_BEFORE") return this.#die();
    if (fault === "CRASH_AFTER") {
      await go();
      return this.#die();
    }
    if (fault === null || boundary.kind === "commit") return go();
    if (fault === "LOST_ANSWER") await go();
    return answerOf(fault) satisfies ClusterAnswer<never> as T;
  }

  #die(): Promise<never> {
    this.#dead = true;
    this.#crashed();
    return never();
  }
}

/** A dead process answers nobody. */
function never(): Promise<never> {
  return new Promise(() => {});
}

function answerOf(fault: Exclude<Fault, "CRASH_BEFORE" | "CRASH_AFTER">): ClusterAnswer<never> {
  const away = (message: string, effectUnknown: boolean, retryAfterMs: number | null = null) =>
    ({ kind: "unavailable", message, effectUnknown, retryAfterMs }) as const;
  switch (fault) {
    case "UNREACHABLE":
      return away("connection refused", false);
    case "TIME_OUT_BEFORE":
    case "LOST_ANSWER":
      return away("timed out", true);
    case "TOO_MANY_REQUESTS":
      return away("429 Too Many Requests", false, 1_000);
    case "SERVER_ERROR":
      return away("500 Internal Server Error", true);
    case "CONFLICT":
      return { kind: "conflict", message: "409 Conflict" };
  }
}
