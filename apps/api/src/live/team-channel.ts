import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { LatestValue } from "./latest-value.ts";
import { SampledTopic } from "./sampled-topic.ts";

/** Told at most so often. */
const SAMPLE_INTERVAL_MS = 250;

/** Tells when a team, what it uses, its namespaces or its quota requests changed in the ledger. */
export class TeamChannel {
  readonly #topic: SampledTopic<number>;
  readonly #unsubscribe: () => void;
  #changes = 0;

  constructor(ledger: Pick<Ledger, "subscribe">, clock: Clock) {
    this.#topic = new SampledTopic({ clock, intervalMs: SAMPLE_INTERVAL_MS, sample: () => this.#changes });
    this.#unsubscribe = ledger.subscribe(({ teams }) => {
      if (teams.length === 0) return;
      this.#changes += 1;
      this.#topic.changed();
    });
  }

  /** A tick now, and whenever something changed; several at once become one. */
  subscribe(): LatestValue<number> {
    return this.#topic.subscribe();
  }

  stop(): void {
    this.#unsubscribe();
    this.#topic.stop();
  }
}
