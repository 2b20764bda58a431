import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { LatestValue } from "./latest-value.ts";
import { SampledTopic } from "./sampled-topic.ts";

/** Told at most so often. */
const SAMPLE_INTERVAL_MS = 250;

/** Who stands for something in a team. */
interface Standings {
  onChange(listener: () => void): () => void;
}

/** Tells when a team, what it uses, its namespaces, its quota requests, its members or its service accounts changed. */
export class TeamChannel {
  readonly #topic: SampledTopic<number>;
  readonly #unsubscribe: readonly (() => void)[];
  #changes = 0;

  /** `standings`: members and service accounts, which are no part of the ledger's changes. */
  constructor(ledger: Pick<Ledger, "subscribe">, standings: readonly Standings[], clock: Clock) {
    this.#topic = new SampledTopic({ clock, intervalMs: SAMPLE_INTERVAL_MS, sample: () => this.#changes });
    this.#unsubscribe = [
      ledger.subscribe(({ teams }) => teams.length > 0 && this.#changed()),
      ...standings.map((each) => each.onChange(() => this.#changed())),
    ];
  }

  /** A tick now, and whenever something changed; several at once become one. */
  subscribe(): LatestValue<number> {
    return this.#topic.subscribe();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#topic.stop();
  }

  #changed(): void {
    this.#changes += 1;
    this.#topic.changed();
  }
}
