import { sameJson } from "../../api/same-json.ts";
import type { FieldFault } from "../../http/status-error.ts";
import { fieldForbidden, invalidValue } from "../../objects/field-faults.ts";
import type { Container, Pod, ResourceList } from "../../objects/pod.ts";
import type { UpdateStrategy } from "../kind.ts";
import { qosClass } from "./pod-resources.ts";
import { podSpecFaults } from "./pod-validation.ts";

/** Writes through pods/resize: the containers' resources and nothing else. Source: registry/core/pod (podResizeStrategy). */
export const resizeStrategy: UpdateStrategy = {
  prepareUpdate(object, old) {
    const pod = object as Pod;
    const before = old as Pod;
    const { deletionTimestamp: _deleted, labels, annotations, finalizers, ownerReferences, ...identity } = pod.metadata;
    const kept = before.metadata;
    pod.metadata = {
      ...identity,
      ...(kept.deletionTimestamp === undefined ? {} : { deletionTimestamp: kept.deletionTimestamp }),
      ...(kept.labels === undefined ? {} : { labels: kept.labels }),
      ...(kept.annotations === undefined ? {} : { annotations: kept.annotations }),
      ...(kept.finalizers === undefined ? {} : { finalizers: kept.finalizers }),
      ...(kept.ownerReferences === undefined ? {} : { ownerReferences: kept.ownerReferences }),
    };
    pod.status = before.status;
    const same =
      pod.spec.containers.length === before.spec.containers.length &&
      (pod.spec.initContainers ?? []).length === (before.spec.initContainers ?? []).length;
    // A changed number of containers is left for validation to refuse.
    if (!same) return;
    const spec = { ...before.spec, containers: resized(pod.spec.containers, before.spec.containers) };
    if (before.spec.initContainers !== undefined) {
      spec.initContainers = resized(pod.spec.initContainers ?? [], before.spec.initContainers);
    }
    pod.spec = spec;
    if (!sameJson(spec, before.spec)) pod.metadata.generation = (kept.generation ?? 0) + 1;
  },
  validateUpdate: (object, old) => resizeFaults(object as Pod, old as Pod),
};

/** The old containers with the new resources and resize policies. */
function resized(containers: Container[], old: Container[]): Container[] {
  return old.map((before, index) => {
    const wanted = containers[index];
    if (wanted === undefined || wanted.name !== before.name) return wanted ?? before;
    return {
      ...before,
      ...(wanted.resources === undefined ? {} : { resources: wanted.resources }),
      ...(wanted.resizePolicy === undefined ? {} : { resizePolicy: wanted.resizePolicy }),
    };
  });
}

/** Source: core/validation (ValidatePodResize). */
function resizeFaults(pod: Pod, old: Pod): FieldFault[] {
  const faults = podSpecFaults(pod.spec);
  if (old.status.qosClass !== qosClass(pod)) {
    const detail = "Pod QOS Class may not change as a result of resizing";
    faults.push(invalidValue("spec", pod.status.qosClass, detail));
  }
  if (!isResizeSupported(old)) faults.push(fieldForbidden("spec", "Pod running on node without support for resize"));
  const order = orderFaults(pod, old);
  if (order.length > 0) return [...faults, ...order];
  pod.spec.containers.forEach((container, index) => {
    const before = old.spec.containers[index]?.resources ?? {};
    const field = `spec.containers[${index}].resources`;
    if (isRemoved(container.resources?.requests, before.requests)) {
      faults.push(fieldForbidden(`${field}.requests`, "resource requests cannot be removed"));
    }
    if (isRemoved(container.resources?.limits, before.limits)) {
      faults.push(fieldForbidden(`${field}.limits`, "resource limits cannot be removed"));
    }
  });
  pod.spec.containers.forEach((container, index) => {
    const before = old.spec.containers[index] as Container;
    if (!sameExceptCpuAndMemory(container, before)) {
      faults.push(fieldForbidden("spec", "only cpu and memory resources are mutable"));
    }
  });
  (pod.spec.initContainers ?? []).forEach((container, index) => {
    const before = old.spec.initContainers?.[index] as Container;
    if (sameExceptCpuAndMemory(container, before)) return;
    const detail = "only cpu and memory resources for init or sidecar containers are mutable";
    faults.push(fieldForbidden(`spec.initContainers[${index}]`, detail));
  });
  return faults;
}

/** A running container whose status does not tell its resources has a kubelet that cannot resize. */
function isResizeSupported(pod: Pod): boolean {
  const running = pod.status.containerStatuses?.find((status) => status.state.running !== undefined);
  return running === undefined || running.resources !== undefined;
}

function orderFaults(pod: Pod, old: Pod): FieldFault[] {
  if (pod.spec.containers.length !== old.spec.containers.length) {
    return [fieldForbidden("spec.containers", "containers may not be added or removed on resize")];
  }
  return pod.spec.containers.flatMap((container, index) =>
    container.name === old.spec.containers[index]?.name
      ? []
      : [fieldForbidden(`spec.containers[${index}].name`, "containers may not be renamed or reordered on resize")],
  );
}

function isRemoved(list: ResourceList | undefined, old: ResourceList | undefined): boolean {
  return Object.keys(old ?? {}).some((name) => list?.[name] === undefined);
}

function sameExceptCpuAndMemory(container: Container, old: Container): boolean {
  const munged = (list: ResourceList | undefined, before: ResourceList | undefined): ResourceList | undefined => {
    const { cpu: _cpu, memory: _memory, ...rest } = list ?? {};
    const { cpu, memory } = before ?? {};
    const result = { ...rest, ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
    return Object.keys(result).length === 0 ? undefined : result;
  };
  const resources = (one: Container): unknown => ({
    ...one.resources,
    limits: munged(one.resources?.limits, old.resources?.limits),
    requests: munged(one.resources?.requests, old.resources?.requests),
  });
  return sameJson({ ...container, resources: resources(container) }, { ...old, resources: resources(old) });
}
