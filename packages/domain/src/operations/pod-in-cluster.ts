import type { Allocation, LedgerPod, ObservedPod } from "../model/pod.ts";
import type { ClusterAnswer, PodOrder } from "../ports/cluster.ts";
import { pullSecretsFor } from "../rules/pull-secrets.ts";
import { backoffMs, type OperationContext, type StepContext, type StepOutcome } from "./step.ts";

/** The allocation that an operation works on. It throws when the ledger lost it: that is a bug. */
export function allocationOf(pod: LedgerPod, id: string): Allocation {
  const found = pod.allocations.find((allocation) => allocation.id === id);
  if (!found) throw new Error(`pod ${pod.id} has no allocation ${id}`);
  return found;
}

/** The order by which a pod is made, with the pull secrets that its team has for its image's registry now. */
export async function creationOf(context: StepContext, allocation: Allocation): Promise<PodOrder> {
  const { pullSecrets = [] } = (await context.ledger.team(context.pod.team)) ?? {};
  return { ...orderFor(context, allocation), pullSecrets: pullSecretsFor(pullSecrets, context.pod.spec.image) };
}

/** What a pod that is there is marked by. */
export function orderFor(context: StepContext, allocation: Allocation): PodOrder {
  const { pod } = context;
  return {
    namespace: pod.namespace,
    name: pod.name,
    spec: pod.spec,
    server: allocation.server,
    version: pod.version,
    mark: {
      installationId: context.installationId,
      podId: pod.id,
      allocationId: allocation.id,
      team: pod.team,
      owner: pod.owner,
    },
  };
}

/** Whether an observed pod is the one that stands for this allocation. */
export function standsFor(observed: ObservedPod, context: StepContext, allocationId: string): boolean {
  return observed.mark?.installationId === context.installationId && observed.mark.allocationId === allocationId;
}

type Unavailable = Extract<ClusterAnswer<never>, { kind: "unavailable" }>;

/** Waits for the cluster to come back. */
export function waitForCluster(
  context: Pick<OperationContext, "attempts">,
  answer: Unavailable,
): Extract<StepOutcome<unknown>, { kind: "wait" }> {
  const retryInMs = backoffMs(context.attempts, answer.retryAfterMs);
  return { kind: "wait", reason: `the cluster does not answer: ${answer.message}`, retryInMs, backingOff: true };
}
