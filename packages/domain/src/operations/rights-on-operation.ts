import type { Operation } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Permission } from "../rules/permissions.ts";
import type { Owned, Rights } from "../rules/rights.ts";

/** What calling an operation off, taking it back or asking for it again takes, and of whose thing. */
export interface RightOnOperation extends Owned {
  readonly permission: Permission;
}

/** Finds pods that are gone, too. */
interface PodReader {
  podById(id: string): Promise<Pick<LedgerPod, "team" | "ownerId"> | null>;
}

/**
 * A pod's operation is for those who may change the pod; a team's or a server's, and a repair, for those who may ask for it. Repairs of the
 * books are about no pod.
 */
export async function rightOnOperation(
  reader: PodReader,
  { kind, team, server, podId }: Pick<Operation, "kind" | "team" | "server" | "podId">,
): Promise<RightOnOperation> {
  if (team !== null) return { permission: "changeTeams", team, ownerId: null };
  if (server !== null) return { permission: "manageServers", team: null, ownerId: null };
  if (kind === "HEAL" && podId === null) return { permission: "heal", team: null, ownerId: null };
  const pod = podId === null ? null : await reader.podById(podId);
  if (!pod) throw new Error(`the ledger has lost the pod ${podId}`);
  return { permission: kind === "HEAL" ? "heal" : "changePods", team: pod.team, ownerId: pod.ownerId };
}

/**
 * The operation, where the one who asks may call it off or take it back. What they do not see takes the same reads as what is not there.
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
  const { team, server } = operation;
  const ofTeam = server === null ? (team ?? namespace?.team ?? null) : null;
  const unseen = rights("seeTeam", { team: ofTeam, ownerId: null }, missing);
  if (unseen) return refuse(unseen);
  const { permission, ...owned } = await rightOnOperation(tx, operation);
  const refusal = rights(permission, owned, missing);
  return refusal ? refuse(refusal) : ok(operation);
}

export function noSuchOperation(id: string) {
  return { kind: "NotFound", what: "OPERATION", message: `there is no operation ${id}` } as const;
}
