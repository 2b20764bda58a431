/**
 * Holds the users of a transaction to three rules, each of which would break its promise of all or nothing:
 * after a failed statement nothing more is done (SQLite may have rolled back by itself, and what followed would commit alone);
 * no statement is left running at the end; and nothing is done once it is over.
 */
export class TransactionGuard {
  #over = false;
  #failure: { readonly error: unknown } | null = null;
  readonly #running = new Set<Promise<unknown>>();

  /** The same object, each of its calls under the rules. */
  protect<T extends object>(transaction: T): T {
    return new Proxy(transaction, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        return (...parameters: unknown[]) => this.#call(String(name), () => Reflect.apply(member, target, parameters));
      },
    });
  }

  /** To be called when the work has ended, before the commit. Throws where it must not commit. */
  finish(): void {
    this.#over = true;
    if (this.#failure !== null) throw this.#failure.error;
    if (this.#running.size > 0) throw new Error("a ledger transaction ended while a statement of it was still running");
  }

  /** To be called when the transaction has ended in whatever way. Resolves once no statement of it can touch what comes next. */
  async end(): Promise<void> {
    this.#over = true;
    await Promise.allSettled(this.#running);
  }

  #call(name: string, member: () => unknown): unknown {
    if (this.#over) throw new Error(`the ledger transaction is over: ${name} came too late`);
    if (this.#failure !== null) throw this.#failure.error;
    const answer = member();
    return answer instanceof Promise ? this.#watch(answer) : answer;
  }

  async #watch(answer: Promise<unknown>): Promise<unknown> {
    this.#running.add(answer);
    try {
      return await answer;
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    } finally {
      this.#running.delete(answer);
    }
  }
}
