/** Hands the newest value to a reader: one that is slow misses those in between, and nothing piles up. */
export class LatestValue<Value> implements AsyncIterableIterator<Value> {
  readonly #ended: () => void;
  #slot: { readonly value: Value } | null = null;
  #waiting: ((result: IteratorResult<Value>) => void) | null = null;
  #isOver = false;
  #isLast = false;

  /** `ended` is called once, when nobody reads any more. */
  constructor(ended: () => void) {
    this.#ended = ended;
  }

  /** Nobody reads it any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  set(value: Value): void {
    if (this.#isOver || this.#isLast) return;
    if (this.#waiting === null) {
      this.#slot = { value };
      return;
    }
    this.#waiting({ done: false, value });
    this.#waiting = null;
  }

  /** Ends after the value that is set now has been read. */
  end(): void {
    this.#isLast = true;
    if (this.#slot === null) void this.return();
  }

  async next(): Promise<IteratorResult<Value>> {
    if (this.#slot !== null) {
      const { value } = this.#slot;
      this.#slot = null;
      return { done: false, value };
    }
    if (this.#isLast) return this.return();
    if (this.#isOver) return { done: true, value: undefined };
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async return(): Promise<IteratorResult<Value>> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#slot = null;
      this.#waiting?.({ done: true, value: undefined });
      this.#waiting = null;
      this.#ended();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
