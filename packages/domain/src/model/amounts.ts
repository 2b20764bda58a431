/**
 * Amounts of the four resources. GPUs are whole devices; CPU is in millicores; RAM and storage are in bytes.
 * All are safe integers (2^53 bytes are 8 PiB, more than a cluster of 5,000 servers holds).
 */
export interface Amounts {
  readonly gpus: number;
  readonly cpuMillis: number;
  readonly ramBytes: number;
  readonly storageBytes: number;
}

/** What a pod takes from a server: its resources and one of the server's pod slots (the kubelet's pod limit). */
export interface Need extends Amounts {
  readonly podSlots: number;
}

export const RESOURCES = [
  "gpus",
  "cpuMillis",
  "ramBytes",
  "storageBytes",
] as const satisfies readonly (keyof Amounts)[];
export type ResourceName = (typeof RESOURCES)[number];
export const NEEDS = [...RESOURCES, "podSlots"] as const satisfies readonly (keyof Need)[];
export type NeedName = (typeof NEEDS)[number];

export const NO_AMOUNTS: Amounts = { gpus: 0, cpuMillis: 0, ramBytes: 0, storageBytes: 0 };
export const NO_NEED: Need = { ...NO_AMOUNTS, podSlots: 0 };

/** The need of one pod with these resources. */
export function needOf(amounts: Amounts): Need {
  return { ...pickAmounts(amounts), podSlots: 1 };
}

export function pickAmounts(need: Amounts): Amounts {
  return combine(need, need, (a) => a);
}

export function addAmounts(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, (x, y) => x + y);
}

export function subtractAmounts(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, (x, y) => x - y);
}

export function maxAmounts(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, Math.max);
}

export function addNeeds(a: Need, b: Need): Need {
  return { ...addAmounts(a, b), podSlots: a.podSlots + b.podSlots };
}

export function subtractNeeds(a: Need, b: Need): Need {
  return { ...subtractAmounts(a, b), podSlots: a.podSlots - b.podSlots };
}

export function maxNeeds(a: Need, b: Need): Need {
  return { ...maxAmounts(a, b), podSlots: Math.max(a.podSlots, b.podSlots) };
}

/** No amount beyond 2^53 - 1: sums of absurd requests stay exact integers, and fill a server as they should. */
export function saturateNeed(need: Need): Need {
  const most = (amount: number) => Math.min(amount, Number.MAX_SAFE_INTEGER);
  return { ...combine(need, need, most), podSlots: most(need.podSlots) };
}

/** No negative amounts: what is over-allocated has nothing left. */
export function clampNeed(need: Need): Need {
  return maxNeeds(need, NO_NEED);
}

export function equalNeeds(a: Need, b: Need): boolean {
  return NEEDS.every((name) => a[name] === b[name]);
}

/** The resources of which `have` holds less than `need` asks. Empty: it fits. */
export function shortOf(need: Need, have: Need): NeedName[] {
  return NEEDS.filter((name) => need[name] > 0 && need[name] > have[name]);
}

export function fits(need: Need, have: Need): boolean {
  return shortOf(need, have).length === 0;
}

function combine(a: Amounts, b: Amounts, f: (x: number, y: number) => number): Amounts {
  return {
    gpus: f(a.gpus, b.gpus),
    cpuMillis: f(a.cpuMillis, b.cpuMillis),
    ramBytes: f(a.ramBytes, b.ramBytes),
    storageBytes: f(a.storageBytes, b.storageBytes),
  };
}
