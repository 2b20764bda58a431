import type { Actor } from "../model/actor.ts";
import type { Operation } from "../model/operation.ts";
import { type PodKey, podKeyText } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { ClusterAnswer, PodDetails } from "../ports/cluster.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Admission } from "./admission.ts";
import { admitOrphan, admitReplacement } from "./admit-adopt.ts";
import { admitReapply } from "./admit-reapply.ts";
import { admitRecreate } from "./admit-recreate.ts";
import { admitRelease } from "./admit-release.ts";
import type { CommandOutcome, DeletePodRequest, RepairDone } from "./commands.ts";
import type { Asked } from "./idempotency.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { recount, restoreNamespace } from "./repair-books.ts";
import { askedToRepair, type RepairRequest } from "./repair-request.ts";

/** The ways of ordinary commands that repairs go, too. */
export interface RepairWays {
  readonly command: (
    asked: Asked,
    admit: (tx: LedgerTransaction, hash: string) => Promise<Admission>,
  ) => Promise<Result<CommandOutcome, Refusal>>;
  readonly deletePod: (request: DeletePodRequest) => Promise<Result<CommandOutcome, Refusal>>;
}

/**
 * Applies one planned repair as a durable operation. The view may lag: what a repair rests on is read from the API server first.
 * It is refused where that, or the ledger, is no longer what was planned for.
 */
export async function repair(
  ports: CommandPorts,
  ways: RepairWays,
  actor: Actor,
  request: RepairRequest,
): Promise<Result<RepairDone, Refusal>> {
  const { kind, podId, podVersion } = request.repair;
  if (kind === "RECOUNT") return recount(ports, actor, request);
  const key = request.pod;
  if (kind === "CREATE_NAMESPACE" || (kind === "REAPPLY" && key === null))
    return restoreNamespace(ports, actor, request);
  if (key === null) throw new Error(`finding ${request.repair.findingId} has a repair of a pod, but no pod`);
  const go = async (admit: (tx: LedgerTransaction, hash: string) => Promise<Admission>) =>
    operationOf(await ways.command(askedToRepair(actor, request), admit));
  switch (kind) {
    case "REAPPLY":
      return go((tx, hash) => admitReapply(tx, ports, actor, request, hash, ports.view.pod(key) ?? null));
    case "RETIRE": {
      const there = await isThere(ports, request, key);
      if (there) return refuse(there);
      const { dryRun, operationId } = request;
      const target = { ...key, ...(podId === null ? {} : { podId }), version: podVersion };
      return operationOf(await ways.deletePod({ ...target, dryRun, operationId }));
    }
    case "RELEASE": {
      const answers = await whyNotReleased(ports, request);
      return answers ? refuse(answers) : go((tx, hash) => admitRelease(tx, ports, actor, request, hash));
    }
    case "RECREATE": {
      const stands = await standingPod(ports, request, key);
      return stands.ok ? go((tx, hash) => admitRecreate(tx, ports, actor, request, hash, stands.value)) : stands;
    }
    case "ADOPT":
    case "DELETE_ORPHAN": {
      const details = await detailsOf(ports, request, key);
      if (!details.ok) return details;
      const admit = podId === null ? admitOrphan : admitReplacement;
      return go((tx, hash) => admit(tx, ports, actor, request, hash, details.value));
    }
  }
}

function operationOf(outcome: Result<CommandOutcome, Refusal>): Result<{ operation: Operation | null }, Refusal> {
  return outcome.ok ? ok({ operation: outcome.value.operation }) : outcome;
}

/** RETIRE frees capacity: the pod has to be absent in the cluster itself. */
async function isThere({ cluster }: CommandPorts, { repair: { podId, podVersion } }: RepairRequest, key: PodKey) {
  const read = await cluster.readPod(key);
  if (read.kind === "notFound" || (read.kind === "ok" && read.value.mark?.podId !== podId)) return null;
  if (read.kind !== "ok") return notRead(read);
  const message = `${podKeyText(key)} is there after all: nothing was repaired`;
  return { kind: "Conflict", message, currentVersion: podVersion } satisfies Refusal;
}

/** RELEASE is for servers that do not answer: where one does, it gives the proof itself. */
async function whyNotReleased(
  { ledger, view }: CommandPorts,
  { repair: { podId } }: RepairRequest,
): Promise<Refusal | null> {
  const pod = podId === null ? null : await ledger.podById(podId);
  const answering = pod?.allocations.find(({ server }) => view.server(server)?.ready === "READY");
  if (!answering) return null;
  const message = `${answering.server} is ready: it says itself when the pod is gone`;
  return { kind: "Conflict", message, currentVersion: pod?.version ?? null };
}

/**
 * RECREATE: the server of what stands under the name and is to go; null: nothing stands there. Where that is not the pod that the
 * ledger bound, the bound one has to be proven gone as well, because its room is freed.
 */
async function standingPod(
  ports: CommandPorts,
  { repair: { uid, podId } }: RepairRequest,
  key: PodKey,
): Promise<Result<string | null, Refusal>> {
  const read = await ports.cluster.readPod(key);
  if (read.kind === "notFound" && uid === null) return ok(null);
  if (read.kind !== "ok" && read.kind !== "notFound") return refuse(notRead(read));
  if (read.kind === "notFound" || read.value.uid !== uid) return refuse(moved(key));
  const unproven = await unprovenServer(ports, podId, uid);
  return unproven ? refuse(unproven) : ok(read.value.server);
}

async function detailsOf(
  ports: CommandPorts,
  { repair: { uid, podId } }: RepairRequest,
  key: PodKey,
): Promise<Result<PodDetails, Refusal>> {
  const read = await ports.cluster.inspectPod(key);
  if (read.kind === "notFound") return refuse(moved(key));
  if (read.kind !== "ok") return refuse(notRead(read));
  const { mark } = read.value.pod;
  if (read.value.pod.uid !== uid) return refuse(moved(key));
  if (podId === null && mark?.installationId !== ports.installationId)
    return refuse({ kind: "NotPermitted", message: `${podKeyText(key)} is not this installation's: it is left alone` });
  if (podId === null) return ok(read.value);
  const unproven = await unprovenServer(ports, podId, read.value.pod.uid);
  return unproven ? refuse(unproven) : ok(read.value);
}

async function unprovenServer({ ledger, view }: CommandPorts, podId: string | null, uid: string) {
  const pod = podId === null ? null : await ledger.podById(podId);
  const old = pod?.allocations.find(({ clusterUid }) => clusterUid !== null && clusterUid !== uid);
  const node = old && view.server(old.server);
  if (!node || node.ready === "READY") return null;
  const message = `${node.name} is not ready: the pod that ran there may still run`;
  return { kind: "Conflict", message, currentVersion: pod?.version ?? null } satisfies Refusal;
}

function moved(key: PodKey): Refusal {
  const message = `${podKeyText(key)} is no longer what was looked at: nothing was repaired`;
  return { kind: "Conflict", message, currentVersion: null };
}

function notRead(answer: Exclude<ClusterAnswer<never>, { kind: "ok" }>): Refusal {
  const message = "message" in answer ? answer.message : answer.kind;
  return {
    kind: "ClusterUnavailable",
    message: `the cluster does not say how it is: ${message}; nothing was repaired`,
  };
}
