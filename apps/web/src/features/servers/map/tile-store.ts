/** A message of a subscription to rows that have a name. */
export interface RowsMessage<Row> {
  /** Forget what was known: this is the beginning of everything. */
  readonly reset: boolean;
  readonly removed: readonly string[];
  readonly rows: readonly Row[];
}

/** So many rows are one piece: what changed nothing in it is not drawn again. */
const CHUNK = 50;

/**
 * The rows of a subscription, in one order, cut into pieces that stay the same objects as long as nothing in them changes: what it costs to
 * show a change does not grow with how many rows there are.
 */
export class TileStore<Row extends { readonly name: string }> {
  readonly #rows = new Map<string, Row>();
  readonly #compare: (a: Row, b: Row) => number;
  readonly #isSame: (a: Row, b: Row) => boolean;
  #chunks: readonly (readonly Row[])[] = [];

  /** `isSame`: whether two rows of a name show the same, so that one that is told again is not drawn again. */
  constructor(compare: (a: Row, b: Row) => number, isSame: (a: Row, b: Row) => boolean) {
    this.#compare = compare;
    this.#isSame = isSame;
  }

  /** Takes messages in and answers the pieces as they are then. */
  take(messages: readonly RowsMessage<Row>[]): readonly (readonly Row[])[] {
    const changed = new Map<string, Row>();
    const former = new Map(this.#rows);
    let moves = false;
    for (const { reset, removed, rows } of messages) {
      if (reset) {
        this.#rows.clear();
        moves = true;
      }
      for (const name of removed) moves = this.#rows.delete(name) || moves;
      for (const row of rows) {
        const before = former.get(row.name);
        const next = before && this.#isSame(before, row) ? before : row;
        moves ||= before === undefined || this.#compare(before, row) !== 0;
        this.#rows.set(row.name, next);
        former.set(row.name, next);
        changed.set(row.name, next);
      }
    }
    this.#chunks = moves ? this.#cut() : this.#chunks.map((chunk) => replaced(chunk, changed));
    return this.#chunks;
  }

  #cut(): readonly (readonly Row[])[] {
    const all = [...this.#rows.values()].sort(this.#compare);
    const chunks = Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) =>
      all.slice(index * CHUNK, (index + 1) * CHUNK),
    );
    return chunks.map((chunk, index) => {
      const before = this.#chunks[index];
      const isSame = before?.length === chunk.length && chunk.every((row, at) => row === before[at]);
      return isSame ? before : chunk;
    });
  }
}

function replaced<Row extends { readonly name: string }>(
  chunk: readonly Row[],
  changed: ReadonlyMap<string, Row>,
): readonly Row[] {
  if (chunk.every((row) => (changed.get(row.name) ?? row) === row)) return chunk;
  return chunk.map((row) => changed.get(row.name) ?? row);
}
