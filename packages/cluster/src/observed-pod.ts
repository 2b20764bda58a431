import { equalNeeds } from "@resource-manager/domain/model/amounts";
import type { ObservedPod } from "@resource-manager/domain/model/pod";
import { containerFactsOf, mainContainerOf, runningImageOf } from "./container-facts.ts";
import { brokenMarkOf, markOf } from "./marks.ts";
import { effectiveNeed, heldNeed, isInForce } from "./pod-requests.ts";
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
import { recordOf, textOf, timeOf } from "./raw-json.ts";
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
  const labels = recordOf(metadata.labels);
  const annotations = recordOf(metadata.annotations);
  const mark = markOf(labels, annotations);
  const brokenMark = mark === null ? brokenMarkOf(labels, annotations) : null;
  const image = shared(textOf(mainContainerOf(spec).image) ?? "");
  return {
    namespace: shared(namespace),
    name,
    uid,
    resourceVersion: textOf(metadata.resourceVersion) ?? "",
    mark,
    brokenMark,
    server: shared(textOf(spec.nodeName)),
    image,
    runningImage: shared(runningImageOf(status)),
    container: mark === null && brokenMark === null ? null : containerFactsOf(spec),
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

function needsOf({ spec, status }: PodParts, gpuResourceName: string) {
  const resize = resizeOf(status);
  // Right after a patch the kubelet has not looked yet: no condition speaks of the resize, but what is in force differs.
  const unseen = resize.state === "NONE" && !isInForce(spec, status);
  const effective = effectiveNeed(spec, gpuResourceName);
  const held = heldNeed(spec, status, resize.state === "INFEASIBLE", gpuResourceName);
  return {
    effective,
    held: equalNeeds(effective, held) ? effective : held,
    resize: unseen ? "IN_PROGRESS" : resize.state,
    resizeMessage: resize.message,
  };
}
