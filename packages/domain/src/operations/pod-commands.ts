import type { Actor } from "../model/actor.ts";
import { isOver, type Operation } from "../model/operation.ts";
import { type LedgerPod, type PodKey, podKeyText } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Cluster, ClusterView } from "../ports/cluster.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import { readCreate, readOperationId } from "../rules/pod-input.ts";
import type { Admission, Admitted } from "./admission.ts";
import { admitCreate } from "./admit-create.ts";
import { admitDelete } from "./admit-delete.ts";
import { admitReapply } from "./admit-reapply.ts";
import { admitUpdate } from "./admit-update.ts";
import type { CommandOutcome, CommandRequest, PodCommands } from "./commands.ts";
import { acknowledged, refusalOf } from "./outcome.ts";
import type { OperationRunner } from "./runner.ts";

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

export function createPodCommands(ports: CommandPorts): PodCommands {
  return {
    create: async (actor, request) => {
      const spec = readCreate(request);
      if (!spec.ok) return refused(ports, actor, "createPod", request, spec.error);
      const obstacle = notSynced(ports) ?? foreignNamesake(ports, request);
      return command(ports, actor, "createPod", request, (tx) =>
        admitCreate(tx, { ...ports, obstacle }, actor, request, spec.value),
      );
    },
    update: async (actor, request) => {
      const fault = readOperationId(request.operationId);
      if (fault) return refused(ports, actor, "updatePod", request, fault);
      const obstacle = notSynced(ports);
      return command(ports, actor, "updatePod", request, (tx) =>
        admitUpdate(tx, { ...ports, obstacle }, actor, request),
      );
    },
    delete: async (actor, request) => {
      const fault = readOperationId(request.operationId);
      if (fault) return refused(ports, actor, "deletePod", request, fault);
      return command(ports, actor, "deletePod", request, (tx) => admitDelete(tx, ports, actor, request));
    },
    reapply: (actor, request) =>
      command(ports, actor, "heal.reapply", request, (tx) => admitReapply(tx, ports, actor, request, request)),
  };
}

/** The one way of every command: admit in a transaction, drive, answer once acknowledged or after two seconds. */
async function command(
  ports: CommandPorts,
  actor: Actor,
  action: string,
  request: PodKey & CommandRequest,
  admit: (tx: LedgerTransaction) => Promise<Admission>,
): Promise<Result<CommandOutcome, Refusal>> {
  const admission = await ports.ledger.write(admit);
  if (!admission.ok) {
    if (admission.error.kind === "DryRun") return dryRun(ports, action, admission.error.admitted);
    return refused(ports, actor, action, request, admission.error);
  }
  const { pod, operation, plan, repeated } = admission.value;
  if (operation === null) return ok({ pod, operation, dryRun: request.dryRun, plan });
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
async function dryRun(
  ports: CommandPorts,
  action: string,
  admitted: Admitted,
): Promise<Result<CommandOutcome, Refusal>> {
  const { pod, plan } = admitted;
  const allocation = pod.allocations.at(-1);
  if (allocation && (action === "createPod" || plan.recreates)) {
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

function notSynced({ view, ledger }: CommandPorts): Refusal | null {
  const { stale, why } = view.freshness();
  const unknown = !view.synced || (stale && ledger.servers().size === 0);
  if (!unknown) return null;
  const message = `the cluster has not been seen yet: ${why ?? "still connecting"}; nothing was changed`;
  return { kind: "ClusterUnavailable", message };
}

/** A namesake that is not this ledger's is found before anything is reserved. */
function foreignNamesake(ports: CommandPorts, key: PodKey): Refusal | null {
  const seen = ports.view.pod(key);
  if (!seen || seen.mark?.installationId === ports.installationId) return null;
  const message = `the cluster already has a pod ${podKeyText(key)} that Resource Manager did not make`;
  return { kind: "NameTaken", message, namespace: key.namespace, name: key.name };
}

/** A refusal leaves nothing but its audit event; a dry run not even that. */
async function refused(
  ports: CommandPorts,
  actor: Actor,
  action: string,
  request: PodKey & CommandRequest,
  refusal: Refusal,
): Promise<Result<never, Refusal>> {
  if (!request.dryRun) {
    const { namespace, name } = request;
    await ports.ledger.write((tx) =>
      tx.audit({
        actor,
        action,
        subject: `pod:${namespace.slice(0, 63)}/${name.slice(0, 63)}`,
        result: "REFUSED",
        reason: `${refusal.kind}: ${refusal.message}`.slice(0, 1_000),
        before: null,
        after: null,
        operationId: null,
      }),
    );
  }
  return refuse(refusal);
}
