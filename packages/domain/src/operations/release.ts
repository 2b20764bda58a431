import { clampNeed, equalNeeds, type Need, subtractNeeds } from "../model/amounts.ts";
import type { Allocation, LedgerPod } from "../model/pod.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";

/** Ends an allocation: its amounts are free on the server and in the team's quota. */
export async function releaseAllocation(tx: LedgerTransaction, pod: LedgerPod, allocation: Allocation): Promise<void> {
  await tx.release(allocation.server, allocation.held);
  await tx.releaseQuota(pod.team, allocation.held, allocation.gpuModel);
  await tx.endAllocation(allocation.id);
}

/** Makes an allocation hold exactly `need`: gives back the rest, or takes what it lacks (the cluster holds it already). */
export async function trimAllocation(
  tx: LedgerTransaction,
  pod: LedgerPod,
  allocation: Allocation,
  need: Need,
): Promise<void> {
  if (equalNeeds(allocation.held, need)) return;
  const surplus = clampNeed(subtractNeeds(allocation.held, need));
  const lack = clampNeed(subtractNeeds(need, allocation.held));
  await tx.release(allocation.server, surplus);
  await tx.releaseQuota(pod.team, surplus, allocation.gpuModel);
  await tx.forceReserve(allocation.server, lack);
  await tx.forceReserveQuota(pod.team, lack, allocation.gpuModel);
  await tx.saveAllocation({ ...allocation, held: need });
}

/** Ends the pod in the ledger with all that it still holds. Its row stays as the record; its name is free. */
export async function retirePod(tx: LedgerTransaction, pod: LedgerPod, reason: string, now: Date): Promise<void> {
  if (pod.gone) return;
  for (const allocation of pod.allocations) await releaseAllocation(tx, pod, allocation);
  await tx.savePod({ ...pod, desired: "ABSENT", gone: true, goneReason: reason, updatedAt: now });
}
