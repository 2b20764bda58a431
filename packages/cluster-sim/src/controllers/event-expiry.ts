import { deleteObject } from "../api/delete.ts";
import type { Environment } from "../environment.ts";

const EVERY_MS = 10_000;
/** Events that are kept at most; the oldest go first. */
const EVENTS_MAX = 50_000;

interface Entry {
  readonly key: string;
  readonly revision: number;
  readonly expiresAt: number;
}

/** Removes events that were not written again for an hour, and the oldest ones where there are too many. */
export class EventExpiry {
  readonly #env: Environment;
  #queue: Entry[] = [];
  #cancel: () => void = () => {};

  constructor(env: Environment) {
    this.#env = env;
    const events = env.store.collection("events");
    for (const { key, revision } of events.values()) this.#push(key, revision);
    events.listen(({ type, current }) => {
      if (type !== "DELETED") this.#push(current.key, current.revision);
    });
    this.#arm();
  }

  stop(): void {
    this.#cancel();
  }

  #push(key: string, revision: number): void {
    this.#queue.push({ key, revision, expiresAt: this.#env.clock.now() + this.#env.timings.eventTtlMs });
  }

  #arm(): void {
    this.#cancel = this.#env.clock.setTimer(EVERY_MS, () => {
      this.#env.store.transaction(() => this.#sweep());
      this.#arm();
    });
  }

  #sweep(): void {
    const events = this.#env.store.collection("events");
    const kind = this.#env.kinds.get("events");
    const now = this.#env.clock.now();
    let swept = 0;
    for (const { key, revision, expiresAt } of this.#queue) {
      if (expiresAt > now && events.size <= EVENTS_MAX) break;
      swept++;
      // One that was written again has a later entry.
      if (events.get(key)?.revision === revision) deleteObject(this.#env, kind, key, { dryRun: false });
    }
    if (swept > 0) this.#queue = this.#queue.slice(swept);
  }
}
