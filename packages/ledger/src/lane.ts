/** Runs tasks one after another, in the order in which they came. A task that fails does not stop the ones behind it. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.then(nothing, nothing);
    return result;
  }

  /** Resolves once every task that was given so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

function nothing(): void {}
