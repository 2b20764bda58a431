import type { LedgerChange } from "../model/change.ts";
import { type LedgerPod, podKeyText } from "../model/pod.ts";
import type { Ledger } from "../ports/ledger.ts";

/** The ledger's pods that are not gone, in memory. */
export interface LedgerPods {
  /** Under `namespace/name`. */
  at(key: string): LedgerPod | undefined;
  all(): Iterable<LedgerPod>;
}

/** Follows a ledger, for where nothing else keeps its pods in memory. */
export class FollowedPods implements LedgerPods {
  readonly #pods = new Map<string, LedgerPod>();

  /** Answers how to stop following. */
  async follow(ledger: Pick<Ledger, "subscribe" | "livePods">): Promise<() => void> {
    // What commits while we read is told as well: the last word on each pod is the newest.
    const meanwhile: LedgerChange[] = [];
    let take = (change: LedgerChange): void => void meanwhile.push(change);
    const unsubscribe = ledger.subscribe((change) => take(change));
    for (const pod of await ledger.livePods()) this.#pods.set(podKeyText(pod), pod);
    for (const change of meanwhile) this.#take(change);
    take = (change) => this.#take(change);
    return unsubscribe;
  }

  at(key: string): LedgerPod | undefined {
    return this.#pods.get(key);
  }

  all(): Iterable<LedgerPod> {
    return this.#pods.values();
  }

  #take({ pods }: LedgerChange): void {
    for (const pod of pods) {
      const key = podKeyText(pod);
      if (!pod.gone) this.#pods.set(key, pod);
      else if (this.#pods.get(key)?.id === pod.id) this.#pods.delete(key);
    }
  }
}
