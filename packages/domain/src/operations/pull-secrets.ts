import type { Actor } from "../model/actor.ts";
import type { TeamOperationKind } from "../model/operation.ts";
import type { PullSecret } from "../model/pull-secret.ts";
import type { FieldProblem, Refusal } from "../model/refusal.ts";
import { ok, refuse } from "../model/result.ts";
import type { Team } from "../model/team.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Vault } from "../ports/vault.ts";
import { invalid, readOperationId } from "../rules/pod-input.ts";
import {
  dockerConfigText,
  PULL_SECRETS_MAX,
  type PullSecretInput,
  placeOfSecret,
  pullSecretName,
  pullSecretProblems,
  registryAsKept,
  registryProblems,
} from "../rules/pull-secrets.ts";
import type { Rights } from "../rules/rights.ts";
import { changeable, noSuchTeam, pageOf, type TeamAdmission } from "./admit-team.ts";
import type { PlannedChange } from "./commands.ts";
import type { Asked } from "./idempotency.ts";
import { inputHash } from "./input-hash.ts";
import { newOperation } from "./operation-state.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { stepsOf } from "./tables.ts";
import { askedOfTeam, command, unreadable } from "./team-commands.ts";
import type { PullSecretRequest, RegistryRequest, TeamAnswer } from "./team-requests.ts";

export type PullSecretPorts = CommandPorts & { readonly vault: Vault };

/** Credentials of a registry of which the team has none. */
export function createPullSecret(ports: PullSecretPorts, actor: Actor, request: PullSecretRequest, rights: Rights) {
  return putPullSecret(ports, askedToPut(ports.vault, actor, "createPullSecret", request), request, rights);
}

/** Other credentials of a registry. Pods that run are not touched; what is pulled from then on is pulled by them. */
export function rotatePullSecret(ports: PullSecretPorts, actor: Actor, request: PullSecretRequest, rights: Rights) {
  return putPullSecret(ports, askedToPut(ports.vault, actor, "rotatePullSecret", request), request, rights);
}

export async function deletePullSecret(
  ports: PullSecretPorts,
  actor: Actor,
  request: RegistryRequest,
  rights: Rights,
): Promise<TeamAnswer> {
  const registry = registryAsKept(request.registry);
  const asked = askedToDelete(actor, request);
  const problems = registryProblems(registry);
  const fault = faultOf(problems, request.operationId);
  if (fault) return unreadable(ports, asked, fault);
  return command(ports, asked, async (tx) => {
    const found = await findTeam(tx, request.team, rights);
    if (!found.ok) return found;
    const team = found.value;
    const before = secretOf(team, registry);
    if (!before) return refuse(noSuchSecret(team, registry));
    return record(tx, ports, asked, { kind: "DELETE_PULL_SECRET", team, before, after: null });
  });
}

/** The same key comes with the same input: of the password its fingerprint alone is remembered. */
export function askedToPut(
  vault: Vault,
  actor: Actor,
  action: "createPullSecret" | "rotatePullSecret",
  request: PullSecretRequest,
): Asked {
  const remembered = { ...withRegistry(request), password: vault.fingerprint(request.password) };
  return askedOfTeam(actor, action, request.team, remembered);
}

export function askedToDelete(actor: Actor, request: RegistryRequest): Asked {
  return askedOfTeam(actor, "deletePullSecret", request.team, withRegistry(request));
}

function withRegistry<R extends RegistryRequest>(request: R): R {
  return { ...request, registry: registryAsKept(request.registry) };
}

async function putPullSecret(
  ports: PullSecretPorts,
  asked: Asked,
  request: PullSecretRequest,
  rights: Rights,
): Promise<TeamAnswer> {
  const { username, password } = request;
  const wish = { registry: registryAsKept(request.registry), username, password };
  const fault = faultOf(pullSecretProblems(wish), request.operationId);
  if (fault) return unreadable(ports, asked, fault);
  const kind = asked.action === "createPullSecret" ? "CREATE_PULL_SECRET" : "ROTATE_PULL_SECRET";
  return command(ports, asked, async (tx) => {
    const found = await findTeam(tx, request.team, rights);
    if (!found.ok) return found;
    const team = found.value;
    if (team.archived)
      return refuse({ kind: "Conflict", message: `team ${team.name} is archived`, currentVersion: team.version });
    const before = secretOf(team, wish.registry);
    const unfit =
      kind === "CREATE_PULL_SECRET" ? whyNotNew(team, before) : before ? null : noSuchSecret(team, wish.registry);
    if (unfit) return refuse(unfit);
    const after = sealed(ports, asked.actor, team, wish, before);
    return record(tx, ports, asked, { kind, team, before, after });
  });
}

function faultOf(problems: readonly FieldProblem[], operationId: string | null): Refusal | null {
  return problems.length > 0 ? invalid(problems) : readOperationId(operationId);
}

/** Before it is read: what they do not see takes as long as what is not there. */
async function findTeam(tx: LedgerTransaction, name: string, rights: Rights) {
  const notPermitted = rights("managePullSecrets", { team: name, ownerId: null }, noSuchTeam(name));
  return notPermitted ? refuse(notPermitted) : changeable(tx, name, null);
}

function secretOf({ pullSecrets }: Team, registry: string): PullSecret | null {
  return pullSecrets.find((secret) => secret.registry === registry) ?? null;
}

function whyNotNew({ name, pullSecrets }: Team, there: PullSecret | null): Refusal | null {
  if (there) {
    const message = `team ${name} has a pull secret of ${there.registry} already: rotate that`;
    return { kind: "NameTaken", message, namespace: null, name: there.registry };
  }
  if (pullSecrets.length < PULL_SECRETS_MAX) return null;
  return invalid([{ path: "registry", message: `the team has ${PULL_SECRETS_MAX} pull secrets already` }]);
}

function noSuchSecret({ name }: Team, registry: string): Refusal {
  return { kind: "NotFound", what: "PULL_SECRET", message: `team ${name} has no pull secret of ${registry}` };
}

function sealed(
  { vault, clock }: PullSecretPorts,
  actor: Actor,
  team: Team,
  wish: PullSecretInput,
  before: PullSecret | null,
): PullSecret {
  const { registry, username } = wish;
  const text = dockerConfigText(wish);
  const now = clock.now();
  return {
    ...{ registry, username, fingerprint: vault.fingerprint(text) },
    sealed: vault.seal(text, placeOfSecret(team.name, pullSecretName(registry))),
    createdBy: before?.createdBy ?? actor.name,
    createdAt: before?.createdAt ?? now,
    rotatedAt: now,
  };
}

interface SecretChange {
  readonly kind: Extract<TeamOperationKind, `${string}_PULL_SECRET`>;
  readonly team: Team;
  readonly before: PullSecret | null;
  readonly after: PullSecret | null;
}

/** The secret, its operation and the audit event, in the admitting transaction. The password is in none of them. */
async function record(
  tx: LedgerTransaction,
  { clock, ids }: CommandPorts,
  asked: Asked,
  { kind, team, before, after }: SecretChange,
): Promise<TeamAdmission> {
  const { actor, action, subject, request } = asked;
  const change: PlannedChange = {
    field: `pullSecret ${(after ?? before)?.registry}`,
    ...{ before: before?.username ?? null, after: after?.username ?? null, inPlace: true },
  };
  const id = ids.uuid();
  const from = { kind, facts: { changes: JSON.stringify([change]) } };
  const operation = newOperation(
    {
      ...{ ...from, id, actor, key: request.operationId, inputHash: inputHash(action, request) },
      ...{ podId: null, namespace: null, name: null, team: team.name, now: clock.now() },
    },
    stepsOf(from),
    1,
  );
  if (after) await tx.savePullSecret(team.name, after);
  else if (before) await tx.removePullSecret(team.name, before.registry);
  await tx.upsertTeam({ ...pageOf(team), operationId: id });
  const changed = await tx.team(team.name);
  if (!changed) throw new Error(`the team ${team.name} was read and is not there`);
  const admitted = { team: changed, operation, changes: [change], repeated: false };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { ...admitted, operation: null } });
  await tx.insertOperation(operation);
  const told = (secret: PullSecret | null) =>
    secret && { registry: secret.registry, username: secret.username, rotatedAt: secret.rotatedAt };
  await tx.audit({
    ...{ actor, action, subject, result: "ACCEPTED", reason: null },
    ...{ before: told(before), after: told(after), operationId: id },
  });
  return ok(admitted);
}
