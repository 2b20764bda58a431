import type { Actor } from "../model/actor.ts";
import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Rights } from "../rules/rights.ts";
import type { Admission, Undoing } from "./admission.ts";
import { type AdmitPorts, type Asking, admitCreate, type Obstacles } from "./admit-create.ts";
import { admitDelete } from "./admit-delete.ts";
import { changeable, record, stillHasPods, type TeamAdmission } from "./admit-team.ts";
import { admitWish, whyNotNow } from "./admit-update.ts";
import type { UndoRequest } from "./commands.ts";
import type { Asked } from "./idempotency.ts";
import { operationToTouch } from "./rights-on-operation.ts";
import { undoOf, type WayBack } from "./undo.ts";

type WayBackOfTeam = Extract<WayBack, { kind: "UPDATE_TEAM" }>;
type WayBackOfPod = Exclude<WayBack, WayBackOfTeam>;

/** What stands against an undo, as the view of the cluster has it; `namesake`: only against making the pod anew. */
export interface UndoObstacles extends Obstacles {
  readonly namesake: Refusal | null;
}

/** Admits the opposite change, and notes in the operation that is taken back which one it is. */
export async function admitUndoOfPod(
  tx: LedgerTransaction,
  ports: AdmitPorts & UndoObstacles & Asking,
  actor: Actor,
  request: UndoRequest,
  hash: string,
): Promise<Admission> {
  const found = await undoable(tx, request, ports.rights);
  if (!found.ok) return found;
  const { undoing, wayBack } = found.value;
  if (wayBack.kind === "UPDATE_TEAM") throw new Error(`operation ${request.id} is a team's`);
  const admission = await goBack(tx, ports, actor, request, hash, undoing, wayBack);
  if (admission.ok) await noteUndo(tx, undoing, admission.value.operation);
  return admission;
}

export async function admitUndoOfTeam(
  tx: LedgerTransaction,
  ports: AdmitPorts & Asking,
  asked: Asked,
  request: UndoRequest,
): Promise<TeamAdmission> {
  const found = await undoable(tx, request, ports.rights);
  if (!found.ok) return found;
  const { undoing, wayBack } = found.value;
  if (wayBack.kind !== "UPDATE_TEAM") throw new Error(`operation ${request.id} is a pod's`);
  const team = await changeable(tx, wayBack.team.name, wayBack.team.version);
  if (!team.ok) return team;
  const { page } = wayBack;
  const hasPods = page.archived && !team.value.archived ? await stillHasPods(tx, page.name) : null;
  if (hasPods) return refuse(hasPods);
  const change = { kind: "UPDATE_TEAM", before: team.value, page, namespaces: [], namespace: null, undoing } as const;
  const admission = await record(tx, ports, asked, change);
  if (admission.ok) await noteUndo(tx, undoing, admission.value.operation);
  return admission;
}

async function undoable(
  tx: LedgerTransaction,
  { id }: UndoRequest,
  rights: Rights,
): Promise<Result<{ readonly undoing: Undoing; readonly wayBack: WayBack }, Refusal>> {
  const found = await operationToTouch(tx, id, rights);
  if (!found.ok) return found;
  const operation = found.value;
  const undo = await undoOf(operation, tx);
  if (undo.possible) return ok({ undoing: { operation, whatHappens: undo.whatHappens }, wayBack: undo.wayBack });
  const message = `operation ${id} cannot be undone: ${undo.why}`;
  return refuse({ kind: "Conflict", message, currentVersion: undo.currentVersion });
}

async function goBack(
  tx: LedgerTransaction,
  ports: AdmitPorts & UndoObstacles & Asking,
  actor: Actor,
  { dryRun, operationId }: UndoRequest,
  hash: string,
  undoing: Undoing,
  wayBack: WayBackOfPod,
): Promise<Admission> {
  if (wayBack.kind === "DELETE_POD") {
    const { namespace, name, id: podId, version } = wayBack.pod;
    return admitDelete(tx, ports, actor, { namespace, name, podId, version, dryRun, operationId }, hash, undoing);
  }
  if (ports.obstacle) return refuse(ports.obstacle);
  if (wayBack.kind === "UPDATE_POD") {
    const { pod, wish } = wayBack;
    const busy = await whyNotNow(tx, pod, pod.version);
    if (busy) return refuse(busy);
    // Whoever asks for the undo was told what it does.
    return admitWish(tx, ports, actor, { pod, wish, recreate: true, dryRun, operationId, undoing }, hash);
  }
  const page = await tx.podById(wayBack.podId);
  if (!page) throw new Error(`the ledger has lost the pod ${wayBack.podId}`);
  const { namespace, name, owner, ownerId, spec } = page;
  const again = { namespace, name, owner, ownerId, resources: null, dryRun, operationId, undoing };
  return admitCreate(tx, { ...ports, obstacle: ports.namesake }, actor, again, spec, hash);
}

async function noteUndo(tx: LedgerTransaction, { operation }: Undoing, undo: Operation | null): Promise<void> {
  if (undo === null) return;
  await tx.saveOperation({ ...operation, facts: { ...operation.facts, undoneBy: undo.id } });
}
