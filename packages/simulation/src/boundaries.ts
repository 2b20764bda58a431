import { AsyncLocalStorage } from "node:async_hooks";
import type { Cluster } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { answerOf, type Fault } from "./faults.ts";

/** One place at which a process waits for something outside of it: a commit or a read of the ledger, a call to the cluster. */
export interface Boundary {
  readonly kind: "commit" | "read" | "call";
  readonly name: string;
}

export interface Trouble {
  /** Index of the boundary, as they are passed. */
  readonly at: number;
  readonly fault: Fault;
  /** How often the same boundary and those of its name after it fail so. Crashes happen once. */
  readonly times?: number;
}

/**
 * Everything that one process waits for passes here: it is counted, and one of them may go wrong. The ports are proxies over all
 * their methods, so that a method that is added later is counted, too; what reaches a port in another way is noted in `past`.
 */
export class Boundaries {
  readonly passed: Boundary[] = [];
  /** Calls that reached a port without passing here. */
  readonly past: string[] = [];
  /** Resolves when the process died at its boundary. */
  readonly crash: Promise<void>;
  readonly #crashed: () => void;
  readonly #trouble: Trouble | null;
  readonly #inside = new AsyncLocalStorage<true>();
  #left: number;
  #dead = false;

  constructor(trouble: Trouble | null = null) {
    this.#trouble = trouble;
    this.#left = trouble?.times ?? 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.crash = promise;
    this.#crashed = resolve;
  }

  /** The process ends here and now. */
  kill(): void {
    this.#dead = true;
    this.#crashed();
  }

  get dead(): boolean {
    return this.#dead;
  }

  ledger(real: Ledger): Ledger {
    const mortal = eachMethod(real, (name, call, input) => {
      if (name !== "write") return call();
      const [work] = input as Parameters<Ledger["write"]>;
      return real.write(async (tx) => {
        this.#assertAlive();
        const value = await work(tx);
        this.#assertAlive();
        return value;
      });
    });
    return this.#counted(this.#watched(mortal), (name) => ({ kind: name === "write" ? "commit" : "read", name }));
  }

  cluster(real: Cluster): Cluster {
    return this.#counted(this.#watched(real), (name) => ({ kind: "call", name }));
  }

  /** The ports as they stand behind the recorder: whoever gets hold of them and calls them is noted in `past`. */
  watched(ports: { readonly ledger: Ledger; readonly cluster: Cluster }): typeof ports {
    return { ledger: this.#watched(ports.ledger), cluster: this.#watched(ports.cluster) };
  }

  /** Synchronous members answer from memory: there is nothing to wait for. */
  #counted<T extends object>(port: T, boundaryOf: (name: string) => Boundary): T {
    return eachMethod(port, (name, call) => {
      if (SYNCHRONOUS.has(name)) return call();
      return this.#pass(boundaryOf(name), async () => call());
    });
  }

  #watched<T extends object>(port: T): T {
    return eachMethod(port, (name, call) => {
      if (!this.#inside.getStore() && !SYNCHRONOUS.has(name)) this.past.push(name);
      return call();
    });
  }

  async #pass<T>(boundary: Boundary, go: () => Promise<T>): Promise<T> {
    if (this.#dead) return never();
    const index = this.passed.push(boundary) - 1;
    const answer = await this.#answer(boundary, index, () => this.#inside.run(true, go));
    // What was under way when the process died is answered to nobody.
    return this.#dead ? never() : answer;
  }

  async #answer<T>(boundary: Boundary, index: number, go: () => Promise<T>): Promise<T> {
    const fault = this.#faultAt(index, boundary.name);
    if (fault === "CRASH_BEFORE") return this.#die();
    if (fault === "CRASH_AFTER") {
      await go();
      return this.#die();
    }
    if (fault === null) return go();
    if (boundary.kind !== "call") throw new Error(`the ledger is away: ${fault}`);
    if (fault === "TIME_OUT_AFTER" || fault === "LOST_ANSWER") await go();
    return answerOf(fault) satisfies ReturnType<typeof answerOf> as T;
  }

  #faultAt(index: number, name: string): Fault | null {
    if (this.#trouble === null || index < this.#trouble.at || this.#left === 0) return null;
    if (index > this.#trouble.at && this.passed[this.#trouble.at]?.name !== name) return null;
    this.#left -= 1;
    return this.#trouble.fault;
  }

  /** What waits in the ledger's queue when the process dies is never committed. */
  #assertAlive(): void {
    if (this.#dead) throw new Error("the process is dead");
  }

  #die(): Promise<never> {
    this.kill();
    return never();
  }
}

const SYNCHRONOUS: ReadonlySet<string> = new Set(["servers", "sequence", "subscribe"]);

/** The same object, each of its methods called through `around`. */
function eachMethod<T extends object>(
  target: T,
  around: (name: string, call: () => unknown, input: readonly unknown[]) => unknown,
): T {
  return new Proxy(target, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== "function" || typeof name === "symbol") return member;
      return (...input: unknown[]) => around(name, () => Reflect.apply(member, object, input), input);
    },
  });
}

/** A dead process answers nobody. */
function never(): Promise<never> {
  return new Promise(() => {});
}
