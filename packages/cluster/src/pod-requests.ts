import { addNeeds, maxNeeds, type Need, NO_NEED, saturateNeed } from "@resource-manager/domain/model/amounts";
import { millisOf, unitsOf } from "./quantity.ts";
import { isRecord, listOf, type RawRecord, recordOf } from "./raw-json.ts";

/**
 * What the scheduler counts for a pod by its spec alone: the sum of its containers and sidecars, or the largest step of
 * its init containers, whichever is more; pod-level requests instead, where set; plus overhead; one pod slot.
 * Source: k8s.io/component-helpers/resource/helpers.go, PodRequests, as of Kubernetes 1.37.
 */
export function effectiveNeed(spec: RawRecord, gpuResourceName: string): Need {
  const only = onlyContainer(spec);
  if (only !== null) {
    return needOfOne(specRequests(only), gpuResourceName);
  }
  const asked = podLevelRequests(spec);
  return completed(aggregate(spec, gpuResourceName, specRequests), [asked], asked, spec, gpuResourceName);
}

/**
 * What the pod holds while a resize runs: the largest of what it asks, what its node has allocated and what is in force;
 * without the first when the node declared the resize infeasible. Same source, with UseStatusResources.
 */
export function heldNeed(
  spec: RawRecord,
  status: RawRecord,
  resizeIsInfeasible: boolean,
  gpuResourceName: string,
): Need {
  if (reportsWhatIsAsked(spec, status, gpuResourceName)) {
    return effectiveNeed(spec, gpuResourceName);
  }
  const statuses = statusesByName(status);
  const podLevel = recordOf(status.resources);
  const reported = isRecord(status.allocatedResources) && isRecord(podLevel.requests);
  const allocated = reported
    ? listed(status.allocatedResources, gpuResourceName)
    : aggregate(spec, gpuResourceName, allocatedRequests(statuses, resizeIsInfeasible));
  const actual = reported
    ? listed(podLevel.requests, gpuResourceName)
    : aggregate(spec, gpuResourceName, actualRequests(statuses, resizeIsInfeasible));
  const observed = maxNeeds(allocated, actual);
  const held = resizeIsInfeasible ? observed : maxNeeds(observed, aggregate(spec, gpuResourceName, specRequests));
  const asked = podLevelRequests(spec);
  const inForce = [podLevel.requests, status.allocatedResources].map(recordOf);
  return completed(held, resizeIsInfeasible ? inForce : [asked, ...inForce], asked, spec, gpuResourceName);
}

/** Whether each container whose kubelet reports what it runs with runs with the CPU and RAM that the spec asks. */
export function isInForce(spec: RawRecord, status: RawRecord): boolean {
  const requestsOf = new Map(
    listOf(status.containerStatuses).map((raw) => [recordOf(raw).name, recordOf(recordOf(raw).resources).requests]),
  );
  return listOf(spec.containers)
    .map(recordOf)
    .every((container) => {
      const inForce = requestsOf.get(container.name);
      return !isRecord(inForce) || sameCpuAndRam(recordOf(specRequests(container)), inForce);
    });
}

function sameCpuAndRam(asked: RawRecord, inForce: RawRecord): boolean {
  if (asked.cpu === inForce.cpu && asked.memory === inForce.memory) return true;
  return millisOf(asked.cpu) === millisOf(inForce.cpu) && unitsOf(asked.memory) === unitsOf(inForce.memory);
}

/** The container of a plain pod, which nearly all are: one container and nothing else that counts. */
function onlyContainer(spec: RawRecord): RawRecord | null {
  const containers = listOf(spec.containers);
  const isPlain = spec.initContainers === undefined && spec.overhead === undefined && spec.resources === undefined;
  return isPlain && containers.length === 1 ? recordOf(containers[0]) : null;
}

/** A plain pod whose node allocated and set what is asked, to the letter: there is no resize to work out. */
function reportsWhatIsAsked(spec: RawRecord, status: RawRecord, gpuResourceName: string): boolean {
  const only = onlyContainer(spec);
  const statuses = listOf(status.containerStatuses);
  if (
    only === null ||
    statuses.length !== 1 ||
    status.resources !== undefined ||
    status.allocatedResources !== undefined
  ) {
    return false;
  }
  const { allocatedResources, resources } = recordOf(statuses[0]);
  const asked = specRequests(only);
  return (
    sameAmounts(asked, allocatedResources, gpuResourceName) &&
    sameAmounts(asked, recordOf(resources).requests, gpuResourceName)
  );
}

function sameAmounts(asked: unknown, reported: unknown, gpuResourceName: string): boolean {
  if (!isRecord(asked) || !isRecord(reported)) {
    return false;
  }
  return (
    asked.cpu === reported.cpu &&
    asked.memory === reported.memory &&
    asked["ephemeral-storage"] === reported["ephemeral-storage"] &&
    asked[gpuResourceName] === reported[gpuResourceName]
  );
}

// Pods of one team mostly ask for one of a few sizes. Each size is worked out and kept once, not once a pod.
const SIZES_MAX = 20_000;
const SIZES = new Map<string, Need>();

function needOfOne(requests: unknown, gpuResourceName: string): Need {
  const { cpu, memory, [gpuResourceName]: gpus, "ephemeral-storage": storage } = recordOf(requests);
  if (![cpu, memory, gpus, storage].every(isTextOrAbsent)) {
    return { ...listed(requests, gpuResourceName), podSlots: 1 };
  }
  const key = `${gpuResourceName} ${gpus} ${cpu} ${memory} ${storage}`;
  const known = SIZES.get(key);
  if (known !== undefined) {
    return known;
  }
  if (SIZES.size >= SIZES_MAX) {
    SIZES.clear();
  }
  const need = Object.freeze({ ...listed(requests, gpuResourceName), podSlots: 1 });
  SIZES.set(key, need);
  return need;
}

/** What the API server writes. Anything else may not even let itself be made into a key. */
function isTextOrAbsent(value: unknown): boolean {
  return typeof value === "string" || value === undefined;
}

type RequestsOf = (container: RawRecord) => unknown;

const specRequests: RequestsOf = (container) => recordOf(container.resources).requests;

function allocatedRequests(statuses: ReadonlyMap<unknown, RawRecord>, infeasible: boolean): RequestsOf {
  return (container) => {
    const allocated = statuses.get(container.name)?.allocatedResources;
    return allocated ?? (infeasible ? undefined : specRequests(container));
  };
}

function actualRequests(statuses: ReadonlyMap<unknown, RawRecord>, infeasible: boolean): RequestsOf {
  const allocated = allocatedRequests(statuses, infeasible);
  return (container) => recordOf(statuses.get(container.name)?.resources).requests ?? allocated(container);
}

function aggregate(spec: RawRecord, gpuResourceName: string, requestsOf: RequestsOf): Need {
  let sum: Need = NO_NEED;
  for (const container of listOf(spec.containers)) {
    sum = addNeeds(sum, listed(requestsOf(recordOf(container)), gpuResourceName));
  }
  let sidecars: Need = NO_NEED;
  let largestStep: Need = NO_NEED;
  for (const raw of listOf(spec.initContainers)) {
    const container = recordOf(raw);
    const own = listed(requestsOf(container), gpuResourceName);
    const isSidecar = container.restartPolicy === "Always";
    const step = addNeeds(sidecars, own);
    if (isSidecar) {
      sum = addNeeds(sum, own);
      sidecars = step;
    }
    largestStep = maxNeeds(largestStep, step);
  }
  return maxNeeds(sum, largestStep);
}

/** Pod-level requests stand in for the containers' sum, for each resource that the spec sets at pod level. */
function completed(
  sum: Need,
  podLevel: readonly RawRecord[],
  asked: RawRecord,
  spec: RawRecord,
  gpuResourceName: string,
): Need {
  const cpu = podLevel.map(({ cpu }) => millisOf(cpu) ?? 0);
  const ram = podLevel.map(({ memory }) => unitsOf(memory) ?? 0);
  const own = {
    ...sum,
    ...(asked.cpu === undefined ? {} : { cpuMillis: Math.max(0, ...cpu) }),
    ...(asked.memory === undefined ? {} : { ramBytes: Math.max(0, ...ram) }),
  };
  return { ...saturateNeed(addNeeds(own, listed(spec.overhead, gpuResourceName))), podSlots: 1 };
}

function podLevelRequests(spec: RawRecord): RawRecord {
  return recordOf(recordOf(spec.resources).requests);
}

function listed(list: unknown, gpuResourceName: string): Need {
  if (!isRecord(list)) {
    return NO_NEED;
  }
  return {
    gpus: unitsOf(list[gpuResourceName]) ?? 0,
    cpuMillis: millisOf(list.cpu) ?? 0,
    ramBytes: unitsOf(list.memory) ?? 0,
    storageBytes: unitsOf(list["ephemeral-storage"]) ?? 0,
    podSlots: 0,
  };
}

function statusesByName(status: RawRecord): Map<unknown, RawRecord> {
  const all = [...listOf(status.initContainerStatuses), ...listOf(status.containerStatuses)];
  return new Map(all.map((raw) => [recordOf(raw).name, recordOf(raw)]));
}
