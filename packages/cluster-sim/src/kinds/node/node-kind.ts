import type { Node } from "../../objects/node.ts";
import { defineKind } from "../kind.ts";
import { nodeColumns } from "./node-columns.ts";
import { nodeFaults } from "./node-validation.ts";

const NOT_READY = "node.kubernetes.io/not-ready";

export const nodeKind = defineKind({
  group: "",
  version: "v1",
  kind: "Node",
  schema: "core.v1.Node",
  plural: "nodes",
  singular: "node",
  shortNames: ["no"],
  namespaced: false,
  fieldNames: ["spec.unschedulable"],
  fields: (object) => ({ "spec.unschedulable": String((object as Node).spec.unschedulable ?? false) }),
  columns: nodeColumns,
  applyDefaults(object) {
    const node = object as Node;
    node.spec ??= {};
    node.status = { ...node.status };
    if (node.status.allocatable === undefined && node.status.capacity !== undefined) {
      node.status.allocatable = node.status.capacity;
    }
  },
  prepareCreate(object) {
    // Admission plugin TaintNodesByCondition: nothing is placed on a node before it has reported.
    const node = object as Node;
    const taints = node.spec.taints ?? [];
    if (!taints.some((one) => one.key === NOT_READY && one.effect === "NoSchedule")) {
      node.spec = { ...node.spec, taints: [...taints, { key: NOT_READY, effect: "NoSchedule" }] };
    }
  },
  validate: (object) => nodeFaults(object as Node),
  update: {
    prepareUpdate(object, old) {
      object.status = old.status;
    },
    validateUpdate: (object) => nodeFaults(object as Node),
  },
  status: {
    prepareUpdate(object, old) {
      object.spec = old.spec;
    },
    validateUpdate: (object) => nodeFaults(object as Node),
  },
});
