import type { ResourceList } from "./pod.ts";
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  subtractQuantities,
  zeroQuantity,
} from "./quantity.ts";

/** Exact amounts by resource name. */
export type QuantityList = ReadonlyMap<string, Quantity>;

export function parseList(list: ResourceList | undefined): Map<string, Quantity> {
  const parsed = new Map<string, Quantity>();
  for (const name in list) parsed.set(name, parseQuantity(list[name] as string) ?? zeroQuantity);
  return parsed;
}

export function formatList(list: QuantityList): ResourceList {
  const formatted: ResourceList = {};
  for (const name of [...list.keys()].sort()) formatted[name] = formatQuantity(list.get(name) as Quantity);
  return formatted;
}

export function addLists(a: QuantityList, b: QuantityList): Map<string, Quantity> {
  const sum = new Map(a);
  for (const [name, quantity] of b) sum.set(name, addQuantities(sum.get(name) ?? zeroQuantity, quantity));
  return sum;
}

export function maxLists(a: QuantityList, b: QuantityList): Map<string, Quantity> {
  const max = new Map(a);
  for (const [name, quantity] of b) {
    const before = max.get(name);
    if (before === undefined || compareQuantities(quantity, before) > 0) max.set(name, quantity);
  }
  return max;
}

/** Differences that are not zero; negative ones too. */
export function subtractLists(a: QuantityList, b: QuantityList): Map<string, Quantity> {
  const difference = new Map(a);
  for (const [name, quantity] of b) {
    difference.set(name, subtractQuantities(difference.get(name) ?? zeroQuantity, quantity));
  }
  for (const [name, quantity] of difference) if (quantity.nano === 0n) difference.delete(name);
  return difference;
}

/** Only the named resources. */
export function maskList(list: QuantityList, names: Iterable<string>): Map<string, Quantity> {
  const masked = new Map<string, Quantity>();
  for (const name of names) {
    const quantity = list.get(name);
    if (quantity !== undefined) masked.set(name, quantity);
  }
  return masked;
}

/** `cpu=1,memory=2Gi`, as refusals show lists. */
export function printList(list: QuantityList): string {
  return Object.entries(formatList(list))
    .map(([name, text]) => `${name}=${text}`)
    .join(",");
}
