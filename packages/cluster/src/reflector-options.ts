import type { Clock } from "@resource-manager/domain/ports/clock";
import type { BackoffTimings } from "./backoff.ts";
import type { Transport } from "./transport.ts";

export interface Reflected {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** What is told of changes. Each call comes after the change is in `objects`. */
export interface ReflectorSink<T> {
  put(key: string, object: T): void;
  removed(key: string, object: T): void;
  /** A list replaced everything. `before` is what was known until then. */
  replaced(before: ReadonlyMap<string, T>): void;
  /** An empty list came where there were objects; it was asked for twice. */
  emptied(count: number): void;
  /** The reflector's health changed. */
  health(): void;
}

export interface ReflectorTimings {
  /** How long the server is asked to keep a watch open; it sends a bookmark 2 s before that. */
  readonly watchSeconds: number;
  /** A watch that brings nothing for so long is dead, even if its connection looks open. */
  readonly silenceMs: number;
  /** The same for the watch that follows a silent one: only an event or its orderly end proves that the server is alive. */
  readonly provingSeconds: number;
  readonly provingSilenceMs: number;
  /** Limit for the head of the answer to a watch, and for a list's page. */
  readonly openMs: number;
  readonly pageMs: number;
  /** Between an unexpected empty list and the second one that confirms it. */
  readonly confirmEmptyMs: number;
  readonly backoff: BackoffTimings;
}

export const REFLECTOR_TIMINGS: ReflectorTimings = {
  watchSeconds: 10,
  silenceMs: 11_500,
  provingSeconds: 1,
  provingSilenceMs: 1_500,
  openMs: 4_000,
  pageMs: 30_000,
  confirmEmptyMs: 1_000,
  backoff: { firstMs: 100, longestMs: 5_000 },
};

export interface ReflectorOptions<T extends Reflected> {
  /** For messages: `pods`. */
  readonly kind: string;
  readonly path: string;
  readonly labelSelector: string | null;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly project: (raw: unknown) => T | null;
  readonly keyOf: (object: T) => string;
  readonly sink: ReflectorSink<T>;
  /** Rejects while the cluster must not be believed: away, another one, or gone back in time. Asked after every failure. */
  readonly verify: () => Promise<void>;
  readonly timings: ReflectorTimings;
}

/** Counters since the start, for metrics and tests. */
export interface ReflectorCounters {
  lists: number;
  watches: number;
  events: number;
  bookmarks: number;
  failures: number;
  /** Lines or lists that are not the protocol. */
  parseErrors: number;
  /** Objects without what makes them one; left out. */
  skipped: number;
  /** Faults of our own sink: never taken for the cluster's. */
  sinkErrors: number;
  /** Another uid under a name that was known. */
  recreated: number;
  /** Versions older than one that was seen before; never acted on. */
  backwards: number;
}

export function noCounts(): ReflectorCounters {
  return {
    lists: 0,
    watches: 0,
    events: 0,
    bookmarks: 0,
    failures: 0,
    parseErrors: 0,
    skipped: 0,
    sinkErrors: 0,
    recreated: 0,
    backwards: 0,
  };
}
