import { addNeeds, type Need, NO_NEED, needOf } from "../model/amounts.ts";
import type { Operation } from "../model/operation.ts";
import { type LedgerPod, podKeyText } from "../model/pod.ts";
import { type Result, refuse } from "../model/result.ts";
import type { LedgerServer } from "../model/server.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { availability, operationUnderWay, teamNamed } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { type Reserved, reserveMove } from "./admit-update.ts";
import { newOperation } from "./operation-state.ts";
import { keepPlan } from "./outcome.ts";
import type { PlannedMove } from "./server-requests.ts";
import { stepsOf } from "./tables.ts";

/** Whether an operation is the move of one pod by that drain. */
export function isMoveOf(operation: Operation, drainId: string): boolean {
  return operation.facts.drain === drainId;
}

/**
 * Reserves room elsewhere for each of our pods on the server, those with the most GPUs first, and answers what becomes of each. To be
 * rolled back where it is only a plan.
 */
export async function reserveMoves(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  server: string,
): Promise<readonly { readonly move: PlannedMove; readonly pod: LedgerPod; readonly reserved: Reserved | null }[]> {
  const pods = [...(await tx.podsOn(server))].sort((a, b) => b.spec.resources.gpus - a.spec.resources.gpus);
  const taken = new Map<string, Need>();
  const moves = [];
  for (const pod of pods) {
    const { namespace, name, owner, team, spec } = pod;
    const found = await reserveOne(tx, ports, pod, withTaken(tx, taken));
    if (found.ok) taken.set(found.value.placement.server, addNeeds(takenOn(taken, found.value), found.value.more));
    const { to, reason } = found.ok
      ? { to: found.value.placement.server, reason: found.value.placement.reason }
      : { to: null, reason: found.error };
    const move: PlannedMove = { namespace, name, owner, team, need: needOf(spec.resources), to, reason };
    moves.push({ move, pod, reserved: found.ok ? found.value : null });
  }
  return moves;
}

/** The ledger's pages are those of the last commit: what the moves before this one took is added. */
function withTaken(tx: LedgerTransaction, taken: ReadonlyMap<string, Need>): readonly LedgerServer[] {
  return [...tx.servers().values()].map((page) => {
    const more = taken.get(page.name);
    return more === undefined ? page : { ...page, allocated: addNeeds(page.allocated, more) };
  });
}

function takenOn(taken: ReadonlyMap<string, Need>, { placement }: Reserved): Need {
  return taken.get(placement.server) ?? NO_NEED;
}

async function reserveOne(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  pod: LedgerPod,
  servers: readonly LedgerServer[],
): Promise<Result<Reserved, string>> {
  if (pod.desired === "ABSENT") return refuse("it is being deleted");
  const underWay = await operationUnderWay(tx, pod);
  if (underWay) return refuse(`an operation on it is under way (${underWay.kind})`);
  if (pod.spec.server !== null) return refuse("its owner insists on this server");
  const reserved = await reserveMove(tx, ports, { pod, team: await teamNamed(tx, pod.team) }, servers);
  return reserved.ok ? reserved : refuse(reserved.error.message);
}

/**
 * Records the moves of a drain, each an operation of its own: the steps of a recreation with the same wish, so that nothing is deleted before
 * there is room, and nothing freed before the old pod is proven gone. A pod whose move is recorded already has an operation under way.
 */
export async function recordMoves(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  drain: Operation,
  server: string,
): Promise<readonly Operation[]> {
  const recorded: Operation[] = [];
  for (const { pod, reserved } of await reserveMoves(tx, ports, server)) {
    if (reserved) recorded.push(await recordMove(tx, ports, drain, pod, reserved));
  }
  return recorded;
}

async function recordMove(
  tx: LedgerTransaction,
  { clock, ids }: AdmitPorts,
  drain: Operation,
  pod: LedgerPod,
  { placement, more, allocations, facts }: Reserved,
): Promise<Operation> {
  const now = clock.now();
  const id = ids.uuid();
  const { namespace, name } = pod;
  const { server, reason } = placement;
  const plan = { server, placement: reason, recreates: true, changes: [], ...availability(tx, server, more) };
  const kept = { mode: "RECREATE", drain: drain.id, ...facts, ...keepPlan(plan) };
  const from = { kind: "UPDATE_POD" as const, facts: kept };
  const { actor, inputHash } = drain;
  const operation = newOperation(
    { ...from, id, actor, key: null, inputHash, podId: pod.id, namespace, name, now },
    stepsOf(from),
    1,
  );
  await tx.insertOperation(operation);
  await tx.savePod({
    ...pod,
    previousSpec: pod.spec,
    version: pod.version + 1,
    placement: reason,
    allocations,
    operationId: id,
    updatedAt: now,
  });
  await tx.audit({
    actor,
    action: "drainServer.move",
    subject: `pod:${podKeyText(pod)}`,
    result: "ACCEPTED",
    reason: `server ${drain.server} is drained`,
    before: { server: drain.server },
    after: { server },
    operationId: id,
  });
  return operation;
}

/** Which pods keep a drain waiting: something else is under way on them. */
export function busyPods(pods: readonly LedgerPod[], open: readonly Operation[], drainId: string): readonly string[] {
  const busy = new Set(open.filter((operation) => !isMoveOf(operation, drainId)).map(({ podId }) => podId));
  return pods.filter(({ id }) => busy.has(id)).map(podKeyText);
}
