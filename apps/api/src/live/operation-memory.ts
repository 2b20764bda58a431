import { isOver, type Operation } from "@resource-manager/domain/model/operation";

/** How many operations that are over are remembered, so that lists and details of the newest need no reading. */
const REMEMBERED_MAX = 1_000;

/** The operations under way, and the newest of those that are over. */
export class OperationMemory {
  readonly #open = new Map<string, Operation>();
  readonly #over = new Map<string, Operation>();

  remember(operation: Operation): void {
    if (!isOver(operation.state)) {
      this.#open.set(operation.id, operation);
      return;
    }
    this.#open.delete(operation.id);
    this.#over.delete(operation.id);
    this.#over.set(operation.id, operation);
    for (const id of this.#over.keys()) {
      if (this.#over.size <= REMEMBERED_MAX) break;
      this.#over.delete(id);
    }
  }

  get(id: string): Operation | null {
    return this.#open.get(id) ?? this.#over.get(id) ?? null;
  }

  /** Null where it is over, or unknown. */
  openById(id: string): Operation | null {
    return this.#open.get(id) ?? null;
  }

  get openCount(): number {
    return this.#open.size;
  }
}
