import { bulkLoad } from "sorted-btree/extended/bulkLoad.js";

/** What a row is sorted by; ties go by the row's key. */
export type SortValue = string | number;

/** A place in an order. It need not be a row's: the row may have gone or moved since. */
export interface Place {
  readonly value: SortValue;
  readonly key: string;
}

interface Entry<Row> extends Place {
  readonly row: Row | null;
}

export interface SortedBy<Row> {
  readonly keyOf: (row: Row) => string;
  /** All values of one order are of one type. */
  readonly valueOf: (row: Row) => SortValue;
}

const NODE_SIZE = 32;

/** Rows in one order, in a tree: to change a row or to find a page costs nearly the same whatever the number of rows. */
export class SortedRows<Row> {
  readonly #by: SortedBy<Row>;
  readonly #tree;

  constructor(rows: Iterable<Row>, by: SortedBy<Row>) {
    this.#by = by;
    const entries = Array.from(rows, (row) => this.#entryOf(row)).sort(compare);
    this.#tree = bulkLoad<Entry<Row>, undefined>(entries, Array(entries.length).fill(undefined), NODE_SIZE, compare);
  }

  replace(before: Row | null, after: Row | null): void {
    if (before !== null) this.#tree.delete(this.#entryOf(before));
    if (after !== null) this.#tree.set(this.#entryOf(after), undefined);
  }

  placeOf(row: Row): Place {
    return { value: this.#by.valueOf(row), key: this.#by.keyOf(row) };
  }

  /** Rows that come after the place (null: from the start), in the order or against it. */
  *after(place: Place | null, descending: boolean): Generator<Row> {
    const from = place === null ? undefined : { ...place, row: null };
    const entries = descending ? this.#tree.entriesReversed(from, undefined, true) : this.#tree.entries(from);
    for (const [entry] of entries) {
      if (entry.row !== null && !(from && compare(entry, from) === 0)) yield entry.row;
    }
  }

  #entryOf(row: Row): Entry<Row> {
    return { ...this.placeOf(row), row };
  }
}

export function comparePlaces(a: Place, b: Place): number {
  return compare(a, b);
}

function compare(a: Place, b: Place): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
