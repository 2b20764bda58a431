import {
  addNeeds,
  equalNeeds,
  maxNeeds,
  type Need,
  NO_NEED,
  subtractNeeds,
} from "@resource-manager/domain/model/amounts";
import type { LedgerPod, ObservedPod } from "@resource-manager/domain/model/pod";
import type { ServerHoldings } from "./server-row.ts";

/** What one pod's key holds on one server. */
export interface Stake {
  readonly server: string;
  /** By a pod of the ledger; null: nothing. */
  readonly ours: Need | null;
  /** By a pod that the ledger does not own. */
  readonly foreign: Need | null;
}

/**
 * What is held under one `namespace/name`. `matched`: the cluster's pod stands for the ledger's. Then a server is charged the larger
 * of what the two say, so that nothing counts twice; else the ledger's allocations and the cluster's pod are two things.
 * A terminal pod holds nothing in the cluster; its allocation counts until the ledger ends it.
 */
export function stakesOf(ledger: LedgerPod | null, observed: ObservedPod | null, matched: boolean): readonly Stake[] {
  const inCluster = observed !== null && !observed.terminal && observed.server !== null ? observed : null;
  const ours = new Map<string, Need>();
  for (const { server, held } of ledger?.allocations ?? [])
    ours.set(server, addNeeds(ours.get(server) ?? NO_NEED, held));
  if (inCluster?.server && matched) {
    ours.set(inCluster.server, maxNeeds(ours.get(inCluster.server) ?? NO_NEED, inCluster.held));
  }
  const stakes: Stake[] = [...ours].map(([server, need]) => ({ server, ours: need, foreign: null }));
  if (inCluster?.server && !matched) stakes.push({ server: inCluster.server, ours: null, foreign: inCluster.held });
  return stakes;
}

export function sameStakes(a: readonly Stake[], b: readonly Stake[]): boolean {
  return a.length === b.length && a.every((stake, index) => sameStake(stake, b[index]));
}

function sameStake(a: Stake, b: Stake | undefined): boolean {
  return b !== undefined && a.server === b.server && sameNeed(a.ours, b.ours) && sameNeed(a.foreign, b.foreign);
}

function sameNeed(a: Need | null, b: Need | null): boolean {
  return a === b || (a !== null && b !== null && equalNeeds(a, b));
}

interface Account {
  ours: Need;
  foreign: Need;
  foreignPodCount: number;
  /** Keys of our pods that hold something here. */
  readonly pods: Set<string>;
}

/** The sums of all stakes by server, kept by adding and taking away: a change costs the same whatever the number of pods. */
export class Holdings {
  readonly #accounts = new Map<string, Account>();

  /** Replaces a key's stakes. Answers the servers whose sums changed. */
  replace(key: string, before: readonly Stake[], after: readonly Stake[]): ReadonlySet<string> {
    const touched = new Set<string>();
    if (sameStakes(before, after)) return touched;
    for (const stake of before) {
      const account = this.#account(stake.server);
      this.#add(account, stake, subtractNeeds, -1);
      if (stake.ours) account.pods.delete(key);
      touched.add(stake.server);
    }
    for (const stake of after) {
      const account = this.#account(stake.server);
      this.#add(account, stake, addNeeds, 1);
      if (stake.ours) account.pods.add(key);
      touched.add(stake.server);
    }
    return touched;
  }

  on(server: string): ServerHoldings {
    const account = this.#accounts.get(server);
    if (!account) return { ours: NO_NEED, foreign: NO_NEED, podCount: 0, foreignPodCount: 0 };
    const { ours, foreign, foreignPodCount, pods } = account;
    return { ours, foreign, foreignPodCount, podCount: pods.size };
  }

  /** Keys of our pods that hold something there, in no order. */
  podsOn(server: string): ReadonlySet<string> {
    return this.#accounts.get(server)?.pods ?? NO_KEYS;
  }

  #account(server: string): Account {
    let account = this.#accounts.get(server);
    if (!account) {
      account = { ours: NO_NEED, foreign: NO_NEED, foreignPodCount: 0, pods: new Set() };
      this.#accounts.set(server, account);
    }
    return account;
  }

  #add(account: Account, stake: Stake, combine: (a: Need, b: Need) => Need, count: number): void {
    if (stake.ours) account.ours = combine(account.ours, stake.ours);
    if (stake.foreign) {
      account.foreign = combine(account.foreign, stake.foreign);
      account.foreignPodCount += count;
    }
  }
}

const NO_KEYS: ReadonlySet<string> = new Set();
