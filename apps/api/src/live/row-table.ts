import { comparePlaces, type Place, SortedRows, type SortValue } from "./sorted-rows.ts";

export interface RowTableDefinition<Row, Order extends string, Facet extends string> {
  readonly keyOf: (row: Row) => string;
  /** Null sorts as the empty text. */
  readonly orders: Readonly<Record<Order, (row: Row) => SortValue>>;
  /** Properties of few values by which rows are often picked: the table keeps who has which. */
  readonly facets: Readonly<Record<Facet, (row: Row) => string | null>>;
}

/** A row passes when `test` holds, and for each named facet its value is among those given. */
export interface RowQuery<Row, Facet extends string> {
  readonly picks: ReadonlyMap<Facet, ReadonlySet<string>>;
  /** What facets cannot say; null: nothing. */
  readonly test: ((row: Row) => boolean) | null;
}

export interface PageRequest<Order extends string> {
  readonly order: Order;
  readonly descending: boolean;
  readonly after: Place | null;
  readonly first: number;
}

export interface PageEntry<Row> {
  readonly row: Row;
  readonly place: Place;
}

export interface Page<Row> {
  readonly entries: readonly PageEntry<Row>[];
  readonly hasNextPage: boolean;
  /** How many rows pass in all, where that came to light on the way; null: `count` finds out. */
  readonly total: number | null;
}

/** Sorting so many takes a millisecond. */
export const SORTED_ON_THE_SPOT_MAX = 2_000;

/** Rows by key, with the sorted trees and facet sets that make pages and counts quick. Trees are made when first asked for. */
export class RowTable<Row, Order extends string, Facet extends string> {
  readonly #definition: RowTableDefinition<Row, Order, Facet>;
  readonly #sortedOnTheSpotMax: number;
  readonly #rows = new Map<string, Row>();
  readonly #sorted = new Map<Order, SortedRows<Row>>();
  readonly #facets = new Map<Facet, Map<string, Set<string>>>();
  /** Counts of queries, by their text, until the next change. */
  readonly #counts = new Map<string, number>();

  /** `sortedOnTheSpotMax`: up to so many rows that pass are sorted when they are asked for; beyond, a sorted tree is walked. */
  constructor(definition: RowTableDefinition<Row, Order, Facet>, sortedOnTheSpotMax: number) {
    this.#definition = definition;
    this.#sortedOnTheSpotMax = sortedOnTheSpotMax;
    for (const facet of Object.keys(definition.facets) as Facet[]) this.#facets.set(facet, new Map());
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): Row | null {
    return this.#rows.get(key) ?? null;
  }

  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  replace(key: string, after: Row | null): void {
    const before = this.get(key);
    if (after === null) this.#rows.delete(key);
    else this.#rows.set(key, after);
    for (const sorted of this.#sorted.values()) sorted.replace(before, after);
    for (const [facet, sets] of this.#facets) this.#moveFacet(sets, this.#definition.facets[facet], key, before, after);
    this.#counts.clear();
  }

  matches(row: Row, query: RowQuery<Row, Facet>): boolean {
    if (query.test !== null && !query.test(row)) return false;
    if (query.picks.size === 0) return true;
    for (const [facet, values] of query.picks) {
      const value = this.#definition.facets[facet](row);
      if (value === null || !values.has(value)) return false;
    }
    return true;
  }

  /** All rows that pass, in no order. */
  *select(query: RowQuery<Row, Facet>): Generator<Row> {
    for (const row of this.#candidates(query)) if (this.matches(row, query)) yield row;
  }

  /** How many pass. `cacheKey` names the query among all others. */
  count(query: RowQuery<Row, Facet>, cacheKey: string): number {
    if (query.picks.size === 0 && query.test === null) return this.size;
    const known = this.#counts.get(cacheKey);
    if (known !== undefined) return known;
    let count = 0;
    for (const row of this.#candidates(query)) if (this.matches(row, query)) count += 1;
    this.#counts.set(cacheKey, count);
    return count;
  }

  page(query: RowQuery<Row, Facet>, request: PageRequest<Order>): Page<Row> {
    const few = this.#few(query);
    const source = few
      ? this.#sortOnTheSpot(few, request)
      : this.#tree(request.order).after(request.after, request.descending);
    const total = few ? few.length : null;
    const entries: PageEntry<Row>[] = [];
    for (const row of source) {
      if (!few && !this.matches(row, query)) continue;
      if (entries.length === request.first) return { entries, hasNextPage: true, total };
      entries.push({ row, place: this.#placeOf(row, request.order) });
    }
    return { entries, hasNextPage: false, total };
  }

  /** All that can pass, and no more than need be. */
  #candidates(query: RowQuery<Row, Facet>): Iterable<Row> {
    const narrow = this.#narrowest(query);
    return narrow === null ? this.#rows.values() : this.#rowsOf(narrow.keys);
  }

  *#rowsOf(keys: Iterable<string>): Generator<Row> {
    for (const key of keys) {
      const row = this.get(key);
      if (row !== null) yield row;
    }
  }

  #placeOf(row: Row, order: Order): Place {
    return { value: this.#definition.orders[order](row), key: this.#definition.keyOf(row) };
  }

  #tree(order: Order): SortedRows<Row> {
    let sorted = this.#sorted.get(order);
    if (!sorted) {
      const { keyOf, orders } = this.#definition;
      sorted = new SortedRows(this.#rows.values(), { keyOf, valueOf: orders[order] });
      this.#sorted.set(order, sorted);
    }
    return sorted;
  }

  /** All that pass, where they are few; null: there are more, so that a walk through the tree soon comes by some. */
  #few(query: RowQuery<Row, Facet>): Row[] | null {
    if (query.picks.size === 0 && query.test === null) return null;
    const few: Row[] = [];
    for (const row of this.#candidates(query)) {
      if (!this.matches(row, query)) continue;
      if (few.length === this.#sortedOnTheSpotMax) return null;
      few.push(row);
    }
    return few;
  }

  #sortOnTheSpot(rows: readonly Row[], { order, descending, after }: PageRequest<Order>): Row[] {
    const sign = descending ? -1 : 1;
    return rows
      .map((row) => ({ row, place: this.#placeOf(row, order) }))
      .filter(({ place }) => after === null || sign * comparePlaces(place, after) > 0)
      .sort((a, b) => sign * comparePlaces(a.place, b.place))
      .map(({ row }) => row);
  }

  /** The keys of the facet that leaves the fewest; null: no facet narrows it. */
  #narrowest(query: RowQuery<Row, Facet>): { readonly size: number; readonly keys: Iterable<string> } | null {
    let best: { readonly size: number; readonly keys: Iterable<string> } | null = null;
    for (const [facet, values] of query.picks) {
      const sets = [...values].map((value) => this.#facets.get(facet)?.get(value)).filter((set) => set !== undefined);
      const size = sets.reduce((sum, set) => sum + set.size, 0);
      if (best === null || size < best.size) best = { size, keys: chain(sets) };
    }
    return best;
  }

  #moveFacet(
    sets: Map<string, Set<string>>,
    facetOf: (row: Row) => string | null,
    key: string,
    before: Row | null,
    after: Row | null,
  ): void {
    const [from, to] = [before === null ? null : facetOf(before), after === null ? null : facetOf(after)];
    if (from === to) return;
    if (from !== null) {
      const set = sets.get(from);
      set?.delete(key);
      if (set?.size === 0) sets.delete(from);
    }
    if (to !== null) sets.set(to, (sets.get(to) ?? new Set()).add(key));
  }
}

function* chain(sets: readonly ReadonlySet<string>[]): Generator<string> {
  for (const set of sets) yield* set;
}
