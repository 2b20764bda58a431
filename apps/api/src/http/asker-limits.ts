import { ApiError } from "../graphql/api-error.ts";

/** Of one asker, over all of their connections, tabs and tokens. */
export const ASKER_LIMITS = {
  /** So long are requests and fields counted, then anew. */
  windowMs: 10_000,
  requests: 2_000,
  /** Fields to resolve, as the cost of an operation is worked out before it runs. */
  fields: 2_500_000,
  subscriptions: 500,
} as const;

/** Whose spending is remembered. */
const ASKERS_MAX = 10_000;

interface Spent {
  begunMs: number;
  requests: number;
  fields: number;
}

/** What each asker may ask for, so that one of them does not take the API from all others. Whoever is not known has no limits: they own the machine. */
export class AskerLimits {
  readonly #nowMs: () => number;
  readonly #limits: Readonly<Record<keyof typeof ASKER_LIMITS, number>>;
  readonly #spent = new Map<string, Spent>();
  readonly #connections = new Map<string, Set<() => number>>();

  constructor(
    nowMs: () => number = () => performance.now(),
    limits: Readonly<Record<keyof typeof ASKER_LIMITS, number>> = ASKER_LIMITS,
  ) {
    this.#nowMs = nowMs;
    this.#limits = limits;
  }

  /** Counts one operation of that cost. Null: it may run. */
  spend(key: string | null, fields: number): ApiError | null {
    if (key === null) return null;
    const spent = this.#of(key);
    const { windowMs, requests, fields: fieldsMax } = this.#limits;
    if (this.#nowMs() - spent.begunMs >= windowMs)
      Object.assign(spent, { begunMs: this.#nowMs(), requests: 0, fields: 0 });
    const seconds = Math.ceil((spent.begunMs + windowMs - this.#nowMs()) / 1_000);
    const per = `within ${windowMs / 1_000} seconds; go on in ${seconds}`;
    if (spent.requests >= requests) return new ApiError("TOO_MANY_REQUESTS", `more than ${requests} requests ${per}`);
    if (spent.fields + fields > fieldsMax)
      return new ApiError("TOO_MANY_REQUESTS", `more than ${fieldsMax} fields to resolve ${per}`);
    spent.requests += 1;
    spent.fields += fields;
    return null;
  }

  /** Has a connection counted among that asker's, with what is open on it now, until the returned function is called. */
  connect(key: string | null, open: () => number): () => void {
    if (key === null) return () => undefined;
    const connections = this.#connections.get(key) ?? new Set();
    this.#connections.set(key, connections);
    // A function of its own each time, so that the same may be counted twice.
    const entry = (): number => open();
    connections.add(entry);
    return () => {
      connections.delete(entry);
      if (connections.size === 0 && this.#connections.get(key) === connections) this.#connections.delete(key);
    };
  }

  /** Asked when one more was opened. Null: it may stay open. */
  tooManyOpen(key: string | null): ApiError | null {
    const { subscriptions } = this.#limits;
    const connections = key === null ? [] : [...(this.#connections.get(key) ?? [])];
    const open = connections.reduce((sum, count) => sum + count(), 0);
    if (open <= subscriptions) return null;
    return new ApiError("TOO_MANY_SUBSCRIPTIONS", `at most ${subscriptions} operations at once, over all connections`);
  }

  #of(key: string): Spent {
    const spent = this.#spent.get(key) ?? { begunMs: this.#nowMs(), requests: 0, fields: 0 };
    // Written anew, so that the order of the map is that of the last use.
    this.#spent.delete(key);
    this.#spent.set(key, spent);
    const [oldest] = this.#spent.keys();
    if (this.#spent.size > ASKERS_MAX && oldest !== undefined) this.#spent.delete(oldest);
    return spent;
  }
}
