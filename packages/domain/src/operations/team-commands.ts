import type { Actor } from "../model/actor.ts";
import { isOver, type Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { readOperationId } from "../rules/pod-input.ts";
import { EVERY_RIGHT } from "../rules/rights.ts";
import { readCreateTeam, readNamespaceRequest } from "../rules/team-input.ts";
import {
  admitArchiveTeam,
  admitCreateTeam,
  admitKeepNamespaces,
  admitNamespace,
  admitTeamOnce,
  admitUpdateTeam,
  type TeamAdmission,
  type TeamAdmitted,
} from "./admit-team.ts";
import type { CommandRequest } from "./commands.ts";
import { type Asked, auditRefusal, keepRefusal } from "./idempotency.ts";
import { refusalOf } from "./outcome.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { createPullSecret, deletePullSecret, type PullSecretPorts, rotatePullSecret } from "./pull-secrets.ts";
import { decideQuotaRequest, requestQuota } from "./quota-requests.ts";
import type { NamespaceRequest, TeamAnswer, TeamCommandOutcome, TeamCommands } from "./team-requests.ts";

/** How long a caller waits for the cluster before the answer is "under way". */
const ANSWER_WITHIN_MS = 2_000;

export function createTeamCommands(ports: PullSecretPorts): TeamCommands {
  return {
    create: async (actor, request) => {
      const asked = askedOfTeam(actor, "createTeam", request.name, request);
      const wish = readCreateTeam(request);
      if (!wish.ok) return unreadable(ports, asked, wish.error);
      return command(ports, asked, (tx) => admitCreateTeam(tx, ports, asked, request, wish.value));
    },
    update: (actor, request) => {
      const asked = askedOfTeam(actor, "updateTeam", request.name, request);
      return keyed(ports, asked, (tx) => admitUpdateTeam(tx, ports, asked, request));
    },
    archive: (actor, request) => {
      const asked = askedOfTeam(actor, "archiveTeam", request.name, request);
      return keyed(ports, asked, (tx) => admitArchiveTeam(tx, ports, asked, request));
    },
    keepNamespaces: (actor, request) => {
      const asked = askedOfTeam(actor, "keepNamespaces", request.name, request);
      return keyed(ports, asked, (tx) => admitKeepNamespaces(tx, ports, asked, request, null));
    },
    addNamespace: (actor, request) => namespaceCommand(ports, actor, request, "ADD_NAMESPACE"),
    adoptNamespace: (actor, request) => adopt(ports, actor, request),
    createPullSecret: (actor, request, rights = EVERY_RIGHT) => createPullSecret(ports, actor, request, rights),
    rotatePullSecret: (actor, request, rights = EVERY_RIGHT) => rotatePullSecret(ports, actor, request, rights),
    deletePullSecret: (actor, request, rights = EVERY_RIGHT) => deletePullSecret(ports, actor, request, rights),
    requestQuota: (actor, request, rights) => requestQuota(ports, actor, request, rights),
    decideQuotaRequest: (actor, request, rights) => decideQuotaRequest(ports, actor, request, rights),
  };
}

/** A request about a team, as the ledger remembers it. */
export function askedOfTeam(actor: Actor, action: string, team: string, request: CommandRequest): Asked {
  return { actor, action, subject: `team:${team.slice(0, 63)}`, request };
}

async function namespaceCommand(
  ports: CommandPorts,
  actor: Actor,
  request: NamespaceRequest,
  kind: "ADD_NAMESPACE" | "ADOPT_NAMESPACE",
): Promise<TeamAnswer> {
  const action = kind === "ADD_NAMESPACE" ? "addNamespace" : "adoptNamespace";
  const asked = askedOfTeam(actor, action, request.team, request);
  const fault = readNamespaceRequest(request);
  if (fault) return unreadable(ports, asked, fault);
  return command(ports, asked, (tx) => admitNamespace(tx, ports, asked, request, kind));
}

/** There has to be one to adopt, and it must not be another installation's. The pods in it are looked at only where somebody asks. */
async function adopt(ports: CommandPorts, actor: Actor, request: NamespaceRequest): Promise<TeamAnswer> {
  const fault = readNamespaceRequest(request);
  const asked = askedOfTeam(actor, "adoptNamespace", request.team, request);
  if (fault) return unreadable(ports, asked, fault);
  const obstacle = await whyNotAdopted(ports, request);
  if (obstacle) return refused(ports, asked, obstacle);
  const answer = await namespaceCommand(ports, actor, request, "ADOPT_NAMESPACE");
  if (!answer.ok || !request.dryRun) return answer;
  const pods = await ports.cluster.podsInNamespace(request.namespace);
  if (pods.kind === "ok") return ok({ ...answer.value, pods: pods.value });
  return refuse({ kind: "ClusterUnavailable", message: "message" in pods ? pods.message : "the pods cannot be read" });
}

async function whyNotAdopted({ cluster }: CommandPorts, { namespace }: NamespaceRequest): Promise<Refusal | null> {
  const found = await cluster.readNamespace(namespace);
  if (found.kind === "notFound")
    return { kind: "NotFound", what: "NAMESPACE", message: `the cluster has no namespace "${namespace}"` };
  if (found.kind !== "ok")
    return { kind: "ClusterUnavailable", message: "message" in found ? found.message : found.kind };
  const isOthers = found.value.objects.some(({ kind, mark }) => kind === "NAMESPACE" && mark === "OTHER");
  if (!isOthers) return null;
  const message = `the namespace "${namespace}" belongs to another installation of Resource Manager`;
  return { kind: "NameTaken", message, namespace: null, name: namespace };
}

/** A command of which the domain reads the rest inside the transaction. */
async function keyed(
  ports: CommandPorts,
  asked: Asked,
  admit: (tx: LedgerTransaction) => Promise<TeamAdmission>,
): Promise<TeamAnswer> {
  const fault = readOperationId(asked.request.operationId);
  return fault ? unreadable(ports, asked, fault) : command(ports, asked, admit);
}

/** The one way of every command on teams: admit in a transaction, drive, answer once it is over or after two seconds. */
export async function command(
  ports: CommandPorts,
  asked: Asked,
  admit: (tx: LedgerTransaction) => Promise<TeamAdmission>,
): Promise<TeamAnswer> {
  const admission = await ports.ledger.write((tx) => admitTeamOnce(tx, asked, () => admit(tx)));
  if (admission.ok) return drive(ports, admission.value);
  if (admission.error.kind === "DryRun") return ok(outcome(admission.error.admitted, true));
  return refused(ports, asked, admission.error);
}

async function drive(ports: CommandPorts, admitted: TeamAdmitted): Promise<TeamAnswer> {
  const { operation, repeated } = admitted;
  if (operation === null) return ok(outcome(admitted, false));
  if (!repeated) ports.runner.admit(operation);
  const latest = await ports.runner.waitFor(operation, ({ state }) => isOver(state), ANSWER_WITHIN_MS);
  if (latest.state === "UNDONE" || latest.state === "FAILED") return refuse(teamRefusal(latest));
  const team = (await ports.ledger.team(admitted.team.name)) ?? admitted.team;
  return ok(outcome({ ...admitted, team, operation: latest }, false));
}

/** Why an operation on a team ended where it did. One that only goes forward has left its wish in the ledger: the message says so. */
function teamRefusal(operation: Operation): Refusal {
  const refusal = refusalOf(operation, null);
  const message =
    operation.state === "UNDONE"
      ? refusal.message
      : `${operation.error?.message ?? "it failed"}; the ledger has the change, the cluster does not have all of it yet`;
  return refusal.kind === "NameTaken"
    ? { ...refusal, message, namespace: null, name: operation.namespace ?? operation.team ?? "" }
    : { ...refusal, message };
}

function outcome({ team, operation, changes }: TeamAdmitted, dryRun: boolean): TeamCommandOutcome {
  return { team, operation, changes, dryRun, pods: [] };
}

async function refused(ports: CommandPorts, asked: Asked, refusal: Refusal): Promise<TeamAnswer> {
  await keepRefusal(ports.ledger, asked, refusal);
  return refuse(refusal);
}

/** A request that cannot be read: audited, and no key is taken up. */
export async function unreadable(ports: CommandPorts, asked: Asked, fault: Refusal): Promise<TeamAnswer> {
  await auditRefusal(ports.ledger, asked, fault);
  return refuse(fault);
}
