import type { Freshness } from "@resource-manager/domain/ports/cluster";

/** What one subscriber is told at once. `reset`: forget what you had. Rows replace those of the same key, `removed` are gone. */
export interface RowsChange<Row> {
  readonly cursor: string;
  readonly reset: boolean;
  readonly stale: boolean;
  readonly observedAt: Date | null;
  readonly rows: readonly Row[];
  readonly removed: readonly string[];
}

/** The state of the rows that changed; null: the row is gone, or matches no longer. Shared by the subscribers of a group. */
export interface Delta<Row> {
  readonly cursor: string;
  readonly rows: ReadonlyMap<string, Row | null>;
  readonly freshness: Freshness;
}

export interface RowSubscriptionPorts<Row> {
  /** All rows that match now, and the cursor at which that holds. */
  readonly snapshot: () => { readonly rows: readonly Row[]; readonly cursor: string };
  readonly freshness: () => Freshness;
  /** What to begin with in place of a snapshot; null: a snapshot. */
  readonly first: Delta<Row> | null;
  readonly ended: () => void;
}

/** A reader that is more changed rows than this behind gets a new snapshot instead. */
const PENDING_MAX = 5_000;
/** A snapshot of more rows goes out in several messages, the first with `reset`: what is first is there soon, and nobody waits for long. */
const SNAPSHOT_ROWS_MAX = 500;
/** Resumes nowhere: whoever breaks off within a snapshot has to begin again. */
const NO_CURSOR = "partial";

/**
 * One subscriber's queue. It holds state, not events: a row that changes while the reader is slow is told once, as it is then.
 * So it is bounded, and where its bound is passed the reader gets a snapshot.
 */
export class RowSubscription<Row> implements AsyncIterableIterator<RowsChange<Row>> {
  readonly #ports: RowSubscriptionPorts<Row>;
  #pending: Delta<Row> | null;
  #needsSnapshot: boolean;
  /** What is left of a snapshot that goes out in parts. */
  #rest: { readonly rows: readonly Row[]; readonly cursor: string } | null = null;
  #waiting: ((result: IteratorResult<RowsChange<Row>>) => void) | null = null;
  #isOver = false;

  constructor(ports: RowSubscriptionPorts<Row>) {
    this.#ports = ports;
    this.#pending = ports.first;
    this.#needsSnapshot = ports.first === null;
  }

  push(delta: Delta<Row>): void {
    if (this.#isOver || this.#needsSnapshot) return;
    if (this.#waiting !== null) {
      this.#answer(messageOf(delta));
      return;
    }
    this.#pending = this.#pending === null ? delta : merge(this.#pending, delta);
    if (this.#pending.rows.size <= PENDING_MAX) return;
    this.#pending = null;
    this.#rest = null;
    this.#needsSnapshot = true;
  }

  next(): Promise<IteratorResult<RowsChange<Row>>> {
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    const message = this.#take();
    if (message !== null) return Promise.resolve({ done: false, value: message });
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  return(): Promise<IteratorResult<RowsChange<Row>>> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#pending = null;
      this.#rest = null;
      this.#ports.ended();
      this.#waiting?.({ done: true, value: undefined });
      this.#waiting = null;
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #answer(message: RowsChange<Row>): void {
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve?.({ done: false, value: message });
  }

  #take(): RowsChange<Row> | null {
    if (this.#needsSnapshot) {
      this.#rest = this.#ports.snapshot();
      this.#needsSnapshot = false;
      this.#pending = null;
      return this.#nextPart(true);
    }
    if (this.#rest !== null) return this.#nextPart(false);
    if (this.#pending === null) return null;
    const message = messageOf(this.#pending);
    this.#pending = null;
    return message;
  }

  #nextPart(reset: boolean): RowsChange<Row> | null {
    if (this.#rest === null) return null;
    const { rows, cursor } = this.#rest;
    const isLast = rows.length <= SNAPSHOT_ROWS_MAX;
    this.#rest = isLast ? null : { rows: rows.slice(SNAPSHOT_ROWS_MAX), cursor };
    const { stale, observedAt } = this.#ports.freshness();
    const part = isLast ? rows : rows.slice(0, SNAPSHOT_ROWS_MAX);
    return { cursor: isLast ? cursor : NO_CURSOR, reset, stale, observedAt, rows: part, removed: [] };
  }
}

const messages = new WeakMap<object, unknown>();

/** The same delta makes the same message for every subscriber, so that what is derived from it can be shared, too. */
function messageOf<Row>(delta: Delta<Row>): RowsChange<Row> {
  const known = messages.get(delta);
  if (known !== undefined) return known as RowsChange<Row>;
  const { stale, observedAt } = delta.freshness;
  const message: RowsChange<Row> = {
    cursor: delta.cursor,
    reset: false,
    stale,
    observedAt,
    rows: [...delta.rows.values()].filter((row) => row !== null),
    removed: [...delta.rows].filter(([, row]) => row === null).map(([key]) => key),
  };
  messages.set(delta, message);
  return message;
}

function merge<Row>(older: Delta<Row>, newer: Delta<Row>): Delta<Row> {
  return { cursor: newer.cursor, freshness: newer.freshness, rows: new Map([...older.rows, ...newer.rows]) };
}
