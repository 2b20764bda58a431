import { NEEDS } from "@resource-manager/domain/model/amounts";
import { isTerminal, keyOf, type LedgerFacts, type PodFacts, type Verdict } from "./facts.ts";

/** Every live pod of ours has exactly one allocation, and every allocation has its pod. */
export function proveAllocations(pods: readonly PodFacts[], ledger: readonly LedgerFacts[]): Verdict {
  const live = pods.filter((pod) => pod.allocationId !== null && !isTerminal(pod));
  const holders = groupBy(
    ledger.filter((entry) => entry.server !== null),
    keyOf,
  );
  const podsByAllocation = groupBy(live, (pod) => pod.allocationId ?? "");
  const differences: string[] = [];
  for (const pod of live) {
    const count = holders.get(keyOf(pod))?.length ?? 0;
    if (count !== 1) differences.push(`${keyOf(pod)} is live and has ${count} allocations`);
  }
  for (const [allocation, sharing] of podsByAllocation) {
    if (sharing.length > 1)
      differences.push(`allocation ${allocation} has ${sharing.length} pods: ${sharing.map(keyOf).join(", ")}`);
  }
  const liveKeys = new Set(live.map(keyOf));
  for (const key of holders.keys()) {
    if (!liveKeys.has(key)) differences.push(`${key} holds an allocation and has no live pod`);
  }
  return { check: "every live pod of ours has exactly one allocation", looked: live.length, differences };
}

/** The same pods on both sides, each with the same identity, server, image and amounts. */
export function proveAgreement(pods: readonly PodFacts[], ledger: readonly LedgerFacts[]): Verdict {
  const ours = new Map(pods.filter((pod) => pod.allocationId !== null).map((pod) => [keyOf(pod), pod]));
  const books = new Map(ledger.map((entry) => [keyOf(entry), entry]));
  const differences: string[] = [];
  for (const [key, pod] of ours) {
    const entry = books.get(key);
    if (entry === undefined) differences.push(`${key} is in the cluster and not in the ledger`);
    else differences.push(...compare(key, pod, entry));
  }
  for (const key of books.keys()) {
    if (!ours.has(key)) differences.push(`${key} is in the ledger and not in the cluster`);
  }
  if (books.size !== ledger.length) differences.push(`the ledger lists ${ledger.length - books.size} pods twice`);
  return {
    check: "ledger and cluster agree pod by pod",
    looked: new Set([...ours.keys(), ...books.keys()]).size,
    differences,
  };
}

function compare(key: string, pod: PodFacts, entry: LedgerFacts): string[] {
  const differences: string[] = [];
  const say = (what: string, inLedger: unknown, inCluster: unknown): void => {
    if (inLedger !== inCluster)
      differences.push(`${key}: ${what} is ${inLedger} in the ledger, ${inCluster} in the cluster`);
  };
  say("uid", entry.uid, pod.uid);
  // A pod that has ended keeps its node in the cluster; the ledger has let go of it.
  if (!isTerminal(pod)) say("server", entry.server, pod.node);
  say("image", entry.image, pod.image);
  say("status", entry.status.toLowerCase(), pod.phase.toLowerCase());
  for (const resource of NEEDS) say(resource, entry.requested[resource], pod.requests[resource]);
  return differences;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
