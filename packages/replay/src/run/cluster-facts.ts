import { addNeeds, maxNeeds, type Need, NO_NEED } from "@resource-manager/domain/model/amounts";
import type { Quantities } from "@resource-manager/laboratory/kubernetes-objects";
import { gpuProductLabel, gpuResource } from "@resource-manager/laboratory/server-specification";
import type { NodeFacts, PodFacts } from "../proof/facts.ts";
import { millisOf, unitsOf } from "./quantity.ts";

/** The parts of a Node object that the proof looks at. */
export interface NodeObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly effect: string }[];
  };
  readonly status?: {
    readonly allocatable?: Quantities;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface ContainerObject {
  readonly image: string;
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Quantities };
}

/** The parts of a Pod object that the proof looks at. */
export interface PodObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly ContainerObject[];
    readonly initContainers?: readonly ContainerObject[];
    readonly overhead?: Quantities;
  };
  readonly status?: { readonly phase?: string };
}

const installationLabel = "resource-manager.dev/installation";
const allocationLabel = "resource-manager.dev/allocation-id";
const controlPlaneLabel = "node-role.kubernetes.io/control-plane";

export function nodeFactsOf(node: NodeObject): NodeFacts {
  const labels = node.metadata.labels ?? {};
  const ready = node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
  const repelled = node.spec?.taints?.some(({ key, effect }) => effect !== "PreferNoSchedule" && key !== gpuResource);
  return {
    name: node.metadata.name,
    allocatable: { ...amountsOf(node.status?.allocatable), podSlots: unitsOf(node.status?.allocatable?.pods) },
    gpuModel: labels[gpuProductLabel] ?? null,
    takesPods: ready && node.spec?.unschedulable !== true && repelled !== true && !(controlPlaneLabel in labels),
  };
}

export function podFactsOf(pod: PodObject, installationId: string): PodFacts {
  const labels = pod.metadata.labels ?? {};
  return {
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    node: pod.spec.nodeName ?? null,
    phase: pod.status?.phase ?? "Pending",
    image: pod.spec.containers[0]?.image ?? "",
    requests: requestsOf(pod.spec),
    allocationId: labels[installationLabel] === installationId ? (labels[allocationLabel] ?? "") : null,
  };
}

/**
 * What the scheduler counts: the containers together with the sidecars, or the largest init container (with the sidecars started
 * before it), whichever is more; plus the overhead. Source: kubernetes.io, "Sidecar containers", resource sharing within containers.
 */
function requestsOf(spec: PodObject["spec"]): Need {
  let sidecars: Need = NO_NEED;
  let starting: Need = NO_NEED;
  for (const container of spec.initContainers ?? []) {
    const own = needOf(container);
    if (container.restartPolicy === "Always") sidecars = addNeeds(sidecars, own);
    starting = maxNeeds(starting, container.restartPolicy === "Always" ? sidecars : addNeeds(sidecars, own));
  }
  const running = spec.containers.reduce((sum, container) => addNeeds(sum, needOf(container)), sidecars);
  const overhead = { ...amountsOf(spec.overhead), podSlots: 1 };
  return addNeeds(maxNeeds(running, starting), overhead);
}

function needOf(container: ContainerObject): Need {
  return { ...amountsOf(container.resources?.requests), podSlots: 0 };
}

function amountsOf(quantities: Quantities = {}) {
  return {
    gpus: unitsOf(quantities[gpuResource]),
    cpuMillis: millisOf(quantities.cpu),
    ramBytes: unitsOf(quantities.memory),
    storageBytes: unitsOf(quantities["ephemeral-storage"]),
  };
}
