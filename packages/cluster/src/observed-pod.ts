import { equalNeeds, type Need } from "@resource-manager/domain/model/amounts";
import type { ObservedPod } from "@resource-manager/domain/model/pod";
import { markOf } from "./marks.ts";
import { MAIN_CONTAINER } from "./pod-manifest.ts";
import { effectiveNeed, heldNeed, reportsResources } from "./pod-requests.ts";
import {
  explain,
  isTerminal,
  type PodParts,
  podStatus,
  resizeOf,
  restartsOf,
  startedAt,
  trueSince,
  unschedulableSince,
} from "./pod-status.ts";
import { listOf, recordOf, textOf, timeOf } from "./raw-json.ts";
import { shared } from "./shared-values.ts";

/**
 * Projects a Pod object (a watch line's JSON or client-node's typed answer) to what the product reads.
 * Null where it is no pod: without name, namespace, uid or creation time nothing can be said about it.
 */
export function projectPod(raw: unknown, gpuResourceName: string): ObservedPod | null {
  const object = recordOf(raw);
  const parts = {
    metadata: recordOf(object.metadata),
    spec: recordOf(object.spec),
    status: recordOf(object.status),
  } satisfies PodParts;
  const { metadata, spec, status } = parts;
  const name = textOf(metadata.name);
  const namespace = textOf(metadata.namespace);
  const uid = textOf(metadata.uid);
  const createdAt = timeOf(metadata.creationTimestamp);
  if (name === null || namespace === null || uid === null || createdAt === null) {
    return null;
  }
  return {
    namespace: shared(namespace),
    name,
    uid,
    resourceVersion: textOf(metadata.resourceVersion) ?? "",
    mark: markOf(recordOf(metadata.labels), recordOf(metadata.annotations)),
    server: shared(textOf(spec.nodeName)),
    image: shared(imageOf(parts)),
    status: podStatus(parts),
    ...explain(parts),
    restarts: restartsOf(parts),
    ...needsOf(parts, gpuResourceName),
    terminal: isTerminal(status),
    unschedulableSince: unschedulableSince(parts),
    deletionRequestedAt: timeOf(metadata.deletionTimestamp),
    createdAt,
    scheduledAt: trueSince(status, "PodScheduled"),
    startedAt: startedAt(status),
    readyAt: trueSince(status, "Ready"),
  };
}

function imageOf({ spec }: PodParts): string {
  const containers = listOf(spec.containers).map(recordOf);
  const main = containers.find(({ name }) => name === MAIN_CONTAINER) ?? containers[0];
  return textOf(main?.image) ?? "";
}

function needsOf({ spec, status }: PodParts, gpuResourceName: string) {
  const resize = resizeOf(status);
  const effective = effectiveNeed(spec, gpuResourceName);
  const held = reportsResources(status)
    ? heldNeed(spec, status, resize.state === "INFEASIBLE", gpuResourceName)
    : effective;
  const sharedEffective = sharedNeed(effective);
  return {
    effective: sharedEffective,
    held: equalNeeds(effective, held) ? sharedEffective : sharedNeed(held),
    resize: resize.state,
    resizeMessage: resize.message,
  };
}

// Pods of one team mostly ask for one of a few sizes: keep each size once, not once a pod.
const NEEDS_MAX = 20_000;
const NEEDS_SEEN = new Map<string, Need>();

function sharedNeed(need: Need): Need {
  const key = `${need.gpus} ${need.cpuMillis} ${need.ramBytes} ${need.storageBytes} ${need.podSlots}`;
  const known = NEEDS_SEEN.get(key);
  if (known !== undefined) {
    return known;
  }
  if (NEEDS_SEEN.size >= NEEDS_MAX) {
    NEEDS_SEEN.clear();
  }
  NEEDS_SEEN.set(key, Object.freeze(need));
  return need;
}
