import { sameJson } from "../../api/same-json.ts";
import { findCondition, withoutCondition } from "../../objects/conditions.ts";
import type { Pod, PodStatus, ResourceRequirements } from "../../objects/pod.ts";
import { behaviourOf } from "./behaviour.ts";
import { withPodConditions } from "./pod-conditions.ts";
import type { KubeletContext, ResizeFit, Step, StepResult } from "./step.ts";

/** The next step of an in-place resize: refused for now, refused for good, allocated, done. */
export function resizeStep(pod: Pod, context: KubeletContext): Step | undefined {
  const { timings } = context;
  const pending = findCondition(pod.status.conditions, "PodResizePending");
  if (!wantsAllocation(pod)) {
    if (isBeingApplied(pod)) return { id: "resize-done", afterMs: timings.resizeMs, run: applied };
    if (pending !== undefined) return { id: "resize-withdrawn", afterMs: timings.podSyncMs, run: withdrawn };
    return undefined;
  }
  const fit = decide(pod, context);
  if (fit.kind === "fits") {
    return { id: `resize-${pod.metadata.generation}`, afterMs: timings.resizeMs, run: allocated };
  }
  const reason = fit.kind === "deferred" ? "Deferred" : "Infeasible";
  const said = pending?.reason === reason && pending.observedGeneration === pod.metadata.generation;
  if (said) return undefined;
  return {
    id: `resize-${reason}-${pod.metadata.generation}`,
    afterMs: timings.resizeMs,
    run: (now, at) => refused(now, at, reason, fit.message),
  };
}

function decide(pod: Pod, context: KubeletContext): ResizeFit {
  switch (behaviourOf(pod)) {
    case "resize-deferred":
      return { kind: "deferred", message: "Node didn't have enough resource: cpu" };
    case "resize-infeasible":
      return { kind: "infeasible", message: "Node didn't have enough capacity: cpu" };
    default:
      return context.resizeFit(pod);
  }
}

function wantsAllocation(pod: Pod): boolean {
  const statuses = new Map((pod.status.containerStatuses ?? []).map((status) => [status.name, status]));
  return pod.spec.containers.some((container) => {
    const status = statuses.get(container.name);
    if (status === undefined) return false;
    if (!sameJson(container.resources?.requests ?? {}, status.allocatedResources ?? {})) return true;
    // Limits are applied without an allocation of their own.
    return !isBeingApplied(pod) && !sameResources(container.resources, status.resources);
  });
}

function isBeingApplied(pod: Pod): boolean {
  return findCondition(pod.status.conditions, "PodResizeInProgress")?.status === "True";
}

function sameResources(a: ResourceRequirements | undefined, b: ResourceRequirements | undefined): boolean {
  return sameJson(a?.requests ?? {}, b?.requests ?? {}) && sameJson(a?.limits ?? {}, b?.limits ?? {});
}

function allocated(pod: Pod, now: string): StepResult {
  const specs = new Map(pod.spec.containers.map((one) => [one.name, one]));
  const conditions = withoutCondition(
    withPodConditions(pod, now, [{ type: "PodResizeInProgress", status: "True" }]),
    "PodResizePending",
  );
  return {
    status: {
      ...observe(pod),
      conditions,
      containerStatuses: (pod.status.containerStatuses ?? []).map((status) => {
        const requests = specs.get(status.name)?.resources?.requests;
        return requests === undefined ? status : { ...status, allocatedResources: requests };
      }),
    },
    events: [{ type: "Normal", reason: "ResizeStarted", message: `Pod resize started: ${described(pod)}` }],
  };
}

function applied(pod: Pod): StepResult {
  const specs = new Map(pod.spec.containers.map((one) => [one.name, one]));
  return {
    status: {
      ...observe(pod),
      conditions: withoutCondition(pod.status.conditions, "PodResizeInProgress"),
      containerStatuses: (pod.status.containerStatuses ?? []).map((status) => ({
        ...status,
        resources: specs.get(status.name)?.resources ?? {},
      })),
    },
    events: [{ type: "Normal", reason: "ResizeCompleted", message: `Pod resize completed: ${described(pod)}` }],
  };
}

function refused(pod: Pod, now: string, reason: string, message: string): StepResult {
  return {
    status: {
      ...observe(pod),
      conditions: withPodConditions(pod, now, [{ type: "PodResizePending", status: "True", reason, message }]),
    },
    events: [{ type: "Warning", reason: `Resize${reason}`, message: `Pod resize ${reason}: ${message}` }],
  };
}

function withdrawn(pod: Pod): StepResult {
  return { status: { ...observe(pod), conditions: withoutCondition(pod.status.conditions, "PodResizePending") } };
}

function observe(pod: Pod): PodStatus {
  const generation = pod.metadata.generation;
  return { ...pod.status, ...(generation === undefined ? {} : { observedGeneration: generation }) };
}

function described(pod: Pod): string {
  const containers = pod.spec.containers.map(({ name, resources }) => ({ name, resources }));
  return JSON.stringify({ containers, generation: pod.metadata.generation });
}
