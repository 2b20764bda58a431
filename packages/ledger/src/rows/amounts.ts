import type { Need } from "@resource-manager/domain/model/amounts";

/** A need from its five columns. Throws where a number is larger than the domain can hold exactly. */
export function readNeed(
  gpus: number | bigint,
  cpuMillis: number | bigint,
  ramBytes: number | bigint,
  storageBytes: number | bigint,
  podSlots: number | bigint,
): Need {
  return {
    gpus: readAmount(gpus),
    cpuMillis: readAmount(cpuMillis),
    ramBytes: readAmount(ramBytes),
    storageBytes: readAmount(storageBytes),
    podSlots: readAmount(podSlots),
  };
}

export function readAmount(value: number | bigint): number {
  const amount = Number(value);
  if (!Number.isSafeInteger(amount)) throw new RangeError(`the ledger holds ${value}, which is no safe integer`);
  return amount;
}

/** The need as SQL parameters. Throws where an amount is negative or not an exact integer: no such thing enters the books. */
export function writeNeed(need: Need): Record<keyof Need, bigint> {
  return {
    gpus: writeAmount(need.gpus),
    cpuMillis: writeAmount(need.cpuMillis),
    ramBytes: writeAmount(need.ramBytes),
    storageBytes: writeAmount(need.storageBytes),
    podSlots: writeAmount(need.podSlots),
  };
}

export function writeAmount(amount: number): bigint {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount`);
  return BigInt(amount);
}
