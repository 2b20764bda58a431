import type { FieldFault } from "../http/status-error.ts";
import { fieldForbidden, invalidValue, notSupported } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import { AGE, NAME } from "./columns.ts";
import { defineKind } from "./kind.ts";

export interface PriorityClass extends KubeObject {
  value: number;
  globalDefault?: boolean;
  description?: string;
  preemptionPolicy?: string;
}

const USER_VALUE_MAX = 1_000_000_000;
const SYSTEM_PREFIX = "system-";
/** The two classes that the cluster makes itself. */
export const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

export const priorityClassKind = defineKind({
  group: "scheduling.k8s.io",
  version: "v1",
  kind: "PriorityClass",
  schema: "scheduling.v1.PriorityClass",
  plural: "priorityclasses",
  singular: "priorityclass",
  shortNames: ["pc"],
  namespaced: false,
  applyDefaults(object) {
    (object as PriorityClass).preemptionPolicy ??= "PreemptLowerPriority";
  },
  prepareCreate(object) {
    object.metadata.generation = 1;
  },
  validate: (object) => classFaults(object as PriorityClass),
  update: {
    validateUpdate(object, old) {
      const now = object as PriorityClass;
      const before = old as PriorityClass;
      return [
        ...(now.value === before.value ? [] : [fieldForbidden("value", "may not be changed in an update.")]),
        ...(now.preemptionPolicy === before.preemptionPolicy
          ? []
          : [invalidValue("preemptionPolicy", now.preemptionPolicy, "field is immutable")]),
      ];
    },
  },
  columns: [
    NAME,
    { name: "Value", type: "integer", cell: (object) => (object as PriorityClass).value },
    { name: "Global-Default", type: "boolean", cell: (object) => (object as PriorityClass).globalDefault ?? false },
    AGE,
    { name: "PreemptionPolicy", type: "string", cell: (object) => (object as PriorityClass).preemptionPolicy ?? "" },
  ],
});

function classFaults(priorityClass: PriorityClass): FieldFault[] {
  const { name } = priorityClass.metadata;
  const faults: FieldFault[] = [];
  if (name.startsWith(SYSTEM_PREFIX)) {
    if (SYSTEM_CLASSES[name] !== priorityClass.value) {
      const detail = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
      faults.push(fieldForbidden("metadata.name", detail));
    }
  } else if (priorityClass.value > USER_VALUE_MAX) {
    faults.push(fieldForbidden("value", `maximum allowed value of a user defined priority is ${USER_VALUE_MAX}`));
  }
  const policies = ["PreemptLowerPriority", "Never"];
  if (!policies.includes(priorityClass.preemptionPolicy ?? "")) {
    faults.push(notSupported("preemptionPolicy", priorityClass.preemptionPolicy, policies));
  }
  return faults;
}
