import type { KubeObject } from "../../objects/meta.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import { defineKind } from "../kind.ts";
import { countSpecChange } from "../spec-generation.ts";
import { podColumns } from "./pod-columns.ts";
import { applyPodDefaults } from "./pod-defaults.ts";
import { qosClass } from "./pod-resources.ts";
import { podUpdateFaults } from "./pod-update-validation.ts";
import { podCreateFaults } from "./pod-validation.ts";

export const podKind = defineKind({
  group: "",
  version: "v1",
  kind: "Pod",
  schema: "core.v1.Pod",
  plural: "pods",
  singular: "pod",
  shortNames: ["po"],
  categories: ["all"],
  namespaced: true,
  returnsDeleted: true,
  subresources: [
    { name: "binding", kind: "Binding", verbs: ["create"] },
    { name: "eviction", group: "policy", version: "v1", kind: "Eviction", verbs: ["create"] },
    { name: "log", verbs: ["get"] },
    { name: "resize", verbs: ["get", "patch", "update"] },
  ],
  fieldNames: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  fields: podFields,
  columns: podColumns,
  applyDefaults: (object) => applyPodDefaults(object as Pod),
  prepareCreate(object) {
    const pod = object as Pod;
    pod.metadata.generation = 1;
    pod.status = { phase: "Pending", ...gatedCondition(pod), qosClass: qosClass(pod) };
  },
  validate: (object) => podCreateFaults(object as Pod),
  update: {
    prepareUpdate(object, old) {
      object.status = old.status;
      countSpecChange(object, old);
    },
    validateUpdate: (object, old) => podUpdateFaults(object as Pod, old as Pod),
  },
  status: {
    prepareUpdate(object, old) {
      const pod = object as Pod;
      object.spec = old.spec;
      pod.metadata.ownerReferences = old.metadata.ownerReferences ?? [];
      if (pod.metadata.ownerReferences.length === 0) delete pod.metadata.ownerReferences;
      pod.status.qosClass ??= (old as Pod).status.qosClass ?? "BestEffort";
    },
  },
  gracePeriodSeconds(object, asked) {
    const pod = object as Pod;
    if ((pod.spec.nodeName ?? "") === "" || isTerminal(pod)) return 0;
    const seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    return seconds < 0 ? 1 : seconds;
  },
});

function podFields(object: KubeObject): Record<string, string> {
  const { spec, status } = object as Pod;
  return {
    "spec.nodeName": spec.nodeName ?? "",
    "spec.restartPolicy": spec.restartPolicy ?? "",
    "spec.schedulerName": spec.schedulerName ?? "",
    "spec.serviceAccountName": spec.serviceAccountName ?? "",
    "spec.hostNetwork": String(spec.hostNetwork ?? false),
    "status.phase": status.phase ?? "",
    "status.podIP": status.podIP ?? "",
    "status.nominatedNodeName": status.nominatedNodeName ?? "",
  };
}

/** A pod that is held by gates says so from the first. */
function gatedCondition(pod: Pod): Pick<Pod["status"], "conditions"> {
  if ((pod.spec.schedulingGates ?? []).length === 0) return {};
  const message = "Scheduling is blocked due to non-empty scheduling gates";
  return {
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        lastProbeTime: null,
        lastTransitionTime: null,
        reason: "SchedulingGated",
        message,
      },
    ],
  };
}
