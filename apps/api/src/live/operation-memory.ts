import { isOver, type Operation } from "@resource-manager/domain/model/operation";

/** How many operations that are over are remembered, so that lists and details of the newest need no reading. */
const REMEMBERED_MAX = 1_000;

/** The operations under way, and the newest of those that are over. */
export class OperationMemory {
  /** In the order in which they were first told of: oldest first. */
  readonly #all = new Map<string, Operation>();
  #open = 0;

  remember(operation: Operation): void {
    const before = this.#all.get(operation.id);
    if (before && !isOver(before.state)) this.#open -= 1;
    if (!isOver(operation.state)) this.#open += 1;
    this.#all.set(operation.id, operation);
    this.#forgetOldest();
  }

  get(id: string): Operation | null {
    return this.#all.get(id) ?? null;
  }

  /** Null where it is over, or unknown. */
  openById(id: string): Operation | null {
    const operation = this.#all.get(id);
    return operation && !isOver(operation.state) ? operation : null;
  }

  get openCount(): number {
    return this.#open;
  }

  /** Those under way that pass. */
  countOpen(passes: (operation: Operation) => boolean): number {
    let count = 0;
    for (const operation of this.#all.values()) if (!isOver(operation.state) && passes(operation)) count += 1;
    return count;
  }

  /** Newest first; null: all pass. */
  newest(limit: number, passes: ((operation: Operation) => boolean) | null = null): readonly Operation[] {
    const all = [...this.#all.values()];
    if (passes === null) return all.slice(-limit).reverse();
    return all.filter(passes).slice(-limit).reverse();
  }

  /** The newest about that server, of those that are remembered. */
  newestOfServer(server: string): Operation | null {
    return [...this.#all.values()].findLast((operation) => operation.server === server) ?? null;
  }

  #forgetOldest(): void {
    let tooMany = this.#all.size - this.#open - REMEMBERED_MAX;
    if (tooMany <= 0) return;
    for (const [id, operation] of this.#all) {
      if (tooMany <= 0) return;
      if (!isOver(operation.state)) continue;
      this.#all.delete(id);
      tooMany -= 1;
    }
  }
}
