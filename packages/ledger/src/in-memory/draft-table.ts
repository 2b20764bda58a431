/** Rows by id, with the changes of one open transaction beside them: readers see the last commit, the transaction sees its own. */
export class DraftTable<T> {
  readonly #committed = new Map<string, T>();
  readonly #draft = new Map<string, T | null>();

  /** As of the last commit. */
  get committed(): ReadonlyMap<string, T> {
    return this.#committed;
  }

  get(id: string): T | null {
    const drafted = this.#draft.get(id);
    return drafted === undefined ? (this.#committed.get(id) ?? null) : drafted;
  }

  set(id: string, row: T): void {
    this.#draft.set(id, row);
  }

  delete(id: string): void {
    this.#draft.set(id, null);
  }

  /** Every row as the open transaction sees it, the oldest first. */
  *rows(): Generator<T> {
    for (const [id, row] of this.#committed) {
      const drafted = this.#draft.get(id);
      if (drafted === undefined) yield row;
      else if (drafted !== null) yield drafted;
    }
    for (const [id, row] of this.#draft) if (row !== null && !this.#committed.has(id)) yield row;
  }

  commit(): void {
    for (const [id, row] of this.#draft) {
      if (row === null) this.#committed.delete(id);
      else this.#committed.set(id, row);
    }
    this.#draft.clear();
  }

  rollBack(): void {
    this.#draft.clear();
  }
}
