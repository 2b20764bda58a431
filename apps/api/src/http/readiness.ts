/** Why the product is not ready yet, in plain words; null: it is. Set while it starts, read by `/readyz`. */
export class Readiness {
  #reason: () => string | null = () => "starting";

  get reason(): string | null {
    return this.#reason();
  }

  /** The reason may change while it is waited for. */
  waitingFor(reason: () => string): void {
    this.#reason = reason;
  }

  ready(): void {
    this.#reason = () => null;
  }
}
