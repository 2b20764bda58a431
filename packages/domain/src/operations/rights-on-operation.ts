import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Rights } from "../rules/rights.ts";

/**
 * The operation, where the one who asks may call it off or take it back. A pod's is for those who may change the pod; a team's or a server's,
 * and a repair, for those who may ask for it. What they do not see takes the same reads as what is not there.
 */
export async function operationToTouch(
  tx: Pick<LedgerTransaction, "storedOperation" | "namespace" | "podById">,
  id: string,
  rights: Rights,
): Promise<Result<Operation, Refusal>> {
  const missing = noSuchOperation(id);
  const operation = await tx.storedOperation(id);
  const namespace = await tx.namespace(operation?.namespace ?? id);
  if (!operation) return refuse(missing);
  const { kind, team, server, podId } = operation;
  const ofTeam = server === null ? (team ?? namespace?.team ?? null) : null;
  const unseen = rights("seeTeam", { team: ofTeam, ownerId: null }, missing);
  if (unseen) return refuse(unseen);
  const notPermitted = (refusal: Refusal | null) => (refusal ? refuse(refusal) : ok(operation));
  if (team !== null) return notPermitted(rights("changeTeams", { team, ownerId: null }, missing));
  if (server !== null) return notPermitted(rights("manageServers", { team: null, ownerId: null }, missing));
  const pod = podId === null ? null : await tx.podById(podId);
  if (!pod) throw new Error(`the ledger has lost the pod ${podId}`);
  return notPermitted(rights(kind === "HEAL" ? "heal" : "changePods", pod, missing));
}

export function noSuchOperation(id: string) {
  return { kind: "NotFound", what: "OPERATION", message: `there is no operation ${id}` } as const;
}
