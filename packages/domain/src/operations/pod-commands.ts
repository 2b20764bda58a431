import { type Actor, principalOf } from "../model/actor.ts";
import { isOver, type Operation } from "../model/operation.ts";
import type { LedgerPod, PodKey } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Cluster, ClusterView } from "../ports/cluster.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import { readCreate, readOperationId } from "../rules/pod-input.ts";
import { EVERY_RIGHT } from "../rules/rights.ts";
import { type Admission, type Admitted, admitOnce } from "./admission.ts";
import { admitCreate } from "./admit-create.ts";
import { admitDelete } from "./admit-delete.ts";
import { admitUpdate } from "./admit-update.ts";
import { cancelOperation } from "./cancel-operation.ts";
import type { CommandOutcome, CommandRequest, PodCommands } from "./commands.ts";
import { type Asked, auditRefusal, keepRefusal } from "./idempotency.ts";
import { foreignNamesake, notSynced } from "./obstacles.ts";
import { acknowledged, refusalOf } from "./outcome.ts";
import { repair } from "./repair-pod.ts";
import type { OperationRunner } from "./runner.ts";
import { undoOperation } from "./undo-operation.ts";

/** How long a caller waits for the cluster before the answer is "under way". */
export const ACKNOWLEDGE_WITHIN_MS = 2_000;

export interface CommandPorts {
  readonly ledger: Ledger;
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly runner: OperationRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly installationId: string;
}

/** A request about a pod, as the ledger remembers it. */
export function askedOfPod(actor: Actor, action: string, request: PodKey & CommandRequest): Asked {
  const { namespace, name } = request;
  return { actor, action, subject: `pod:${namespace.slice(0, 63)}/${name.slice(0, 63)}`, request };
}

export function createPodCommands(ports: CommandPorts): PodCommands {
  const commands: PodCommands = {
    create: async (actor, request, rights = EVERY_RIGHT) => {
      const spec = readCreate(request);
      const asked = askedOfPod(actor, "createPod", request);
      if (!spec.ok) return unreadable(ports, asked, spec.error);
      const obstacle = notSynced(ports) ?? foreignNamesake(ports, request);
      const owner = principalOf(actor);
      return command(ports, asked, (tx, hash) =>
        admitCreate(
          tx,
          { ...ports, obstacle, rights },
          actor,
          { ...request, owner: owner.name, ownerId: owner.id, undoing: null },
          spec.value,
          hash,
        ),
      );
    },
    update: async (actor, request, rights = EVERY_RIGHT) => {
      const asked = askedOfPod(actor, "updatePod", request);
      const fault = readOperationId(request.operationId);
      if (fault) return unreadable(ports, asked, fault);
      const obstacle = notSynced(ports);
      return command(ports, asked, (tx, hash) => admitUpdate(tx, { ...ports, obstacle, rights }, actor, request, hash));
    },
    delete: async (actor, request, rights = EVERY_RIGHT) => {
      const asked = askedOfPod(actor, "deletePod", request);
      const fault = readOperationId(request.operationId);
      if (fault) return unreadable(ports, asked, fault);
      return command(ports, asked, (tx, hash) => admitDelete(tx, { ...ports, rights }, actor, request, hash));
    },
    cancel: (actor, request, rights) => cancelOperation(ports, actor, request, rights),
    undo: (actor, request, rights) =>
      undoOperation(ports, (asked, admit) => command(ports, asked, admit), actor, request, rights),
    repair: (actor, request) =>
      repair(
        ports,
        {
          command: (asked, admit) => command(ports, asked, admit),
          deletePod: (asked) => commands.delete(actor, asked),
        },
        actor,
        request,
      ),
  };
  return commands;
}

/** The one way of every command: admit in a transaction, drive, answer once acknowledged or after two seconds. */
async function command(
  ports: CommandPorts,
  asked: Asked,
  admit: (tx: LedgerTransaction, hash: string) => Promise<Admission>,
): Promise<Result<CommandOutcome, Refusal>> {
  const admission = await ports.ledger.write((tx) => admitOnce(tx, asked, (hash) => admit(tx, hash)));
  if (!admission.ok) {
    if (admission.error.kind === "DryRun") return dryRun(ports, admission.error.admitted);
    const prior = await keepRefusal(ports.ledger, asked, admission.error);
    // A copy of this request came in between and was admitted.
    if (prior.kind === "OPERATION") return command(ports, asked, admit);
    return refuse(admission.error);
  }
  const { pod, operation, plan, repeated } = admission.value;
  if (operation === null) return ok({ pod, operation, dryRun: asked.request.dryRun, plan });
  if (!repeated) ports.runner.admit(operation);
  const { supersedes } = operation.facts;
  if (!repeated && typeof supersedes === "string") ports.runner.refresh(supersedes);
  const latest = await ports.runner.waitFor(operation, acknowledged, ACKNOWLEDGE_WITHIN_MS);
  const current = (await ports.ledger.podById(pod.id)) ?? pod;
  return answer(latest, current, { dryRun: false, plan });
}

function answer(
  operation: Operation,
  pod: LedgerPod,
  rest: Pick<CommandOutcome, "dryRun" | "plan">,
): Result<CommandOutcome, Refusal> {
  const wentBack = isOver(operation.state) && operation.state !== "DONE";
  return wentBack ? refuse(refusalOf(operation, pod)) : ok({ pod, operation, ...rest });
}

/** The cluster's own admission has its say in a dry run too; that it is away is no refusal of the plan. */
async function dryRun(ports: CommandPorts, admitted: Admitted): Promise<Result<CommandOutcome, Refusal>> {
  const { pod, plan } = admitted;
  const allocation = pod.allocations.at(-1);
  if (allocation && pod.desired === "PRESENT" && allocation.clusterUid === null) {
    const mark = {
      installationId: ports.installationId,
      podId: pod.id,
      allocationId: allocation.id,
      team: pod.team,
      owner: pod.owner,
    };
    const { namespace, name, spec, version } = pod;
    const tried = await ports.cluster.createPod(
      { namespace, name, spec, version, server: allocation.server, mark },
      { dryRun: true },
    );
    if (tried.kind === "rejected")
      return refuse({ kind: "ClusterRefused", message: tried.message, problems: tried.problems });
    if (tried.kind === "notFound") return refuse(namespaceMissing(namespace));
  }
  return ok({ pod, operation: null, dryRun: true, plan });
}

function namespaceMissing(namespace: string): Refusal {
  return { kind: "ClusterRefused", message: `the cluster has no namespace "${namespace}"`, problems: [] };
}

async function unreadable(ports: CommandPorts, asked: Asked, fault: Refusal): Promise<Result<never, Refusal>> {
  await auditRefusal(ports.ledger, asked, fault);
  return refuse(fault);
}
