import type { Operation, TeamOperationKind } from "../model/operation.ts";
import { isOver } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import { newTeam, type Team, type TeamNamespace, type TeamPage } from "../model/team.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { describeTeamChange } from "../rules/team-change.ts";
import { readUpdateTeam } from "../rules/team-input.ts";
import { type Undoing, undoFacts, undoReason } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import type { PlannedChange } from "./commands.ts";
import { type Asked, findPrior } from "./idempotency.ts";
import { inputHash } from "./input-hash.ts";
import { keepTeamPage } from "./kept-before.ts";
import { newOperation } from "./operation-state.ts";
import { stepsOf } from "./tables.ts";
import type {
  ArchiveTeamRequest,
  CreateTeamRequest,
  NamespaceRequest,
  TeamRequest,
  UpdateTeamRequest,
} from "./team-requests.ts";

/** What the admitting transaction decided about a team. `operation` is null where nothing needs to be done. */
export interface TeamAdmitted {
  readonly team: Team;
  readonly operation: Operation | null;
  readonly changes: readonly PlannedChange[];
  readonly repeated: boolean;
}

export type TeamAdmission = Result<
  TeamAdmitted,
  Refusal | { readonly kind: "DryRun"; readonly admitted: TeamAdmitted }
>;

/** Admits a request unless its idempotency key was answered before: then it gets that answer. */
export async function admitTeamOnce(
  tx: LedgerTransaction,
  asked: Asked,
  admit: () => Promise<TeamAdmission>,
): Promise<TeamAdmission> {
  const prior = await findPrior(tx, asked);
  if (prior.kind === "OTHER_INPUT") return refuse(prior.refusal);
  if (prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED") return refuse(prior.answer.refusal);
  if (prior.kind !== "OPERATION") return admit();
  const { operation } = prior;
  const team = operation.team === null ? null : await tx.team(operation.team);
  // An undone creation has no team any more: its answer is the refusal that the operation keeps.
  return ok({ team: team ?? ghost(operation), operation, changes: keptChanges(operation), repeated: true });
}

export async function admitCreateTeam(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  asked: Asked,
  request: CreateTeamRequest,
  wish: { readonly page: Partial<TeamPage>; readonly namespaces: readonly string[] },
): Promise<TeamAdmission> {
  const { name } = request;
  if (await tx.team(name)) return refuse(taken(`there is a team "${name}" already`, name));
  for (const namespace of wish.namespaces) {
    const owner = await tx.namespace(namespace);
    if (owner) return refuse(taken(`the namespace "${namespace}" is team ${owner.team}'s`, namespace));
  }
  const page = newTeam(name, wish.page);
  const namespaces = wish.namespaces.map((each) => ({ name: each, team: name, keeping: "NEW" }) as const);
  return record(tx, ports, asked, { kind: "CREATE_TEAM", before: null, page, namespaces, namespace: null });
}

export async function admitUpdateTeam(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  asked: Asked,
  request: UpdateTeamRequest,
): Promise<TeamAdmission> {
  const found = await changeable(tx, request.name, request.version);
  if (!found.ok) return found;
  const before = found.value;
  if (before.archived && !request.restore)
    return refuse(conflict(before, "the team is archived: bring it back with restore: true"));
  const page = readUpdateTeam(request, before);
  if (!page.ok) return page;
  return record(tx, ports, asked, {
    kind: "UPDATE_TEAM",
    before,
    page: { ...before, ...page.value, archived: false },
    namespaces: [],
    namespace: null,
  });
}

/** An archived team keeps its namespaces, in which nothing new can start. */
export async function admitArchiveTeam(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  asked: Asked,
  request: ArchiveTeamRequest,
): Promise<TeamAdmission> {
  const found = await changeable(tx, request.name, request.version);
  if (!found.ok) return found;
  const before = found.value;
  const hasPods = await stillHasPods(tx, before.name);
  if (hasPods) return refuse(hasPods);
  return record(tx, ports, asked, {
    kind: "ARCHIVE_TEAM",
    before,
    page: { ...before, archived: true },
    namespaces: [],
    namespace: null,
  });
}

/** Why a team cannot be archived now; null: it can. */
export async function stillHasPods(tx: LedgerTransaction, team: string): Promise<Refusal | null> {
  const pods = await tx.countPods(team);
  if (pods === 0) return null;
  const message = `team ${team} still has ${pods} ${pods === 1 ? "pod" : "pods"}: delete them first`;
  return { kind: "TeamHasPods", message, team, pods };
}

/** addNamespace makes one that is new; adoptNamespace takes one that exists and that no team has, or that its team left untouched. */
export async function admitNamespace(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  asked: Asked,
  request: NamespaceRequest,
  kind: "ADD_NAMESPACE" | "ADOPT_NAMESPACE",
): Promise<TeamAdmission> {
  const found = await changeable(tx, request.team, null);
  if (!found.ok) return found;
  const before = found.value;
  if (before.archived) return refuse(conflict(before, `team ${before.name} is archived`));
  const owned = await tx.namespace(request.namespace);
  const own = kind === "ADOPT_NAMESPACE" && owned?.team === before.name && owned.keeping === "UNTOUCHED";
  if (owned && !own) {
    const how = owned.team === before.name ? "the team has it already" : `it is team ${owned.team}'s`;
    return refuse(taken(`namespace "${request.namespace}": ${how}`, request.namespace));
  }
  const keeping = kind === "ADD_NAMESPACE" ? "NEW" : "UNTOUCHED";
  const namespaces = [{ name: request.namespace, team: before.name, keeping } as const];
  return record(tx, ports, asked, { kind, before, page: before, namespaces, namespace: request.namespace });
}

/** `namespace`: the only one to put in order; null: all that we keep. */
export async function admitKeepNamespaces(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  asked: Asked,
  request: Pick<TeamRequest, "name">,
  namespace: string | null,
): Promise<TeamAdmission> {
  const found = await changeable(tx, request.name, null);
  if (!found.ok) return found;
  const before = found.value;
  return record(tx, ports, asked, { kind: "KEEP_NAMESPACES", before, page: before, namespaces: [], namespace });
}

export interface TeamChange {
  readonly kind: TeamOperationKind;
  /** Null: the team is new. */
  readonly before: Team | null;
  readonly page: TeamPage;
  readonly namespaces: readonly TeamNamespace[];
  /** The one namespace that the operation is about; null: all that we keep. */
  readonly namespace: string | null;
  /** The change that this takes back; left out: it is asked for by itself. */
  readonly undoing?: Undoing;
}

/** The page, its namespaces, the operation and the audit event, in the admitting transaction. A change that changes nothing is none. */
export async function record(
  tx: LedgerTransaction,
  { clock, ids }: AdmitPorts,
  { actor, action, subject, request }: Asked,
  { kind, before, page, namespaces, namespace, undoing }: TeamChange,
): Promise<TeamAdmission> {
  const changes = [...describeTeamChange(before, page), ...describeNamespaces(namespaces)];
  const { name } = page;
  const unchanged = before !== null && changes.length === 0 && kind !== "KEEP_NAMESPACES";
  if (unchanged) return ok({ team: before, operation: null, changes, repeated: false });
  const id = ids.uuid();
  const version = before === null ? 1 : before.version + (kind === "KEEP_NAMESPACES" ? 0 : 1);
  const kept = { ...(before && keepTeamPage(before, version)), ...undoFacts(undoing ?? null) };
  const from = { kind, facts: { changes: JSON.stringify(changes), ...kept } };
  const operation = newOperation(
    {
      ...from,
      id,
      actor,
      key: request.operationId,
      inputHash: inputHash(action, request),
      podId: null,
      namespace,
      name: null,
      team: name,
      now: clock.now(),
    },
    stepsOf(from),
    1,
  );
  await tx.upsertTeam({ ...pageOf(page), version, operationId: id });
  for (const each of namespaces) await tx.upsertNamespace(each);
  const team = await tx.team(name);
  if (!team) throw new Error(`the team ${name} was written and is not there`);
  const admitted = { team, operation, changes, repeated: false };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { ...admitted, operation: null } });
  await tx.insertOperation(operation);
  await tx.audit({
    actor,
    action: undoing ? "updateTeam" : action,
    subject: undoing ? `team:${name}` : subject,
    result: "ACCEPTED",
    reason: undoReason(undoing ?? null),
    before: changes.filter((change) => change.before !== null).map(({ field, before: value }) => ({ field, value })),
    after: changes.map(({ field, after: value }) => ({ field, value })),
    operationId: id,
  });
  return ok(admitted);
}

/** A team that may be changed now. */
export async function changeable(
  tx: LedgerTransaction,
  name: string,
  version: number | null,
): Promise<Result<Team, Refusal>> {
  const team = await tx.team(name);
  if (!team) return refuse(noSuchTeam(name));
  if (version !== null && version !== team.version)
    return refuse(conflict(team, `the team was changed meanwhile: it is at version ${team.version}`));
  const latest = team.operationId === null ? null : await tx.operation(team.operationId);
  if (latest && !isOver(latest.state))
    return refuse(conflict(team, `an operation on it is under way (${latest.kind}, ${latest.id})`));
  return ok(team);
}

export function noSuchTeam(name: string) {
  return { kind: "NotFound", what: "TEAM", message: `there is no team "${name}"` } as const;
}

/** What is written of a team, and nothing besides. */
export function pageOf({
  name,
  description,
  quota,
  defaults,
  allowedImages,
  archived,
  version,
  operationId,
}: TeamPage): TeamPage {
  return { name, description, quota, defaults, allowedImages, archived, version, operationId };
}

function describeNamespaces(namespaces: readonly TeamNamespace[]): readonly PlannedChange[] {
  return namespaces.map(({ name }) => ({ field: "namespace", before: null, after: name, inPlace: true }));
}

function keptChanges({ facts }: Operation): readonly PlannedChange[] {
  return typeof facts.changes === "string" ? JSON.parse(facts.changes) : [];
}

function ghost(operation: Operation): Team {
  const used = { gpus: 0, cpuMillis: 0, ramBytes: 0, storageBytes: 0, podSlots: 0 };
  return { ...newTeam(operation.team ?? ""), used, usedByModel: {}, pullSecrets: [] };
}

function taken(message: string, name: string): Refusal {
  return { kind: "NameTaken", message, namespace: null, name };
}

function conflict(team: Team, message: string): Refusal {
  return { kind: "Conflict", message, currentVersion: team.version };
}
