import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Rights } from "../rules/rights.ts";

/**
 * Why the one who asks may not call an operation off or take it back; null: they may. A pod's is for those who may change the pod; a
 * team's or a server's, and a repair, for those who may ask for it.
 */
export async function whyNotTouched(
  tx: Pick<LedgerTransaction, "podById">,
  { id, kind, team, server, podId }: Operation,
  rights: Rights,
): Promise<Refusal | null> {
  if (team !== null) return rights("changeTeams", { team, ownerId: null }, noSuchOperation(id));
  if (server !== null) return rights("manageServers", { team: null, ownerId: null }, noSuchOperation(id));
  const pod = podId === null ? null : await tx.podById(podId);
  if (!pod) throw new Error(`the ledger has lost the pod ${podId}`);
  return rights(kind === "HEAL" ? "heal" : "changePods", pod, noSuchOperation(id));
}

export function noSuchOperation(id: string) {
  return { kind: "NotFound", what: "OPERATION", message: `there is no operation ${id}` } as const;
}
