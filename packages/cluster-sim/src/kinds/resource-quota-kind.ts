import { sameJson } from "../api/same-json.ts";
import type { FieldFault } from "../http/status-error.ts";
import { invalidValue } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { ResourceList } from "../objects/pod.ts";
import { quantityFaults, quotaResourceNameFaults } from "../objects/resource-names.ts";
import { AGE, NAME } from "./columns.ts";
import { defineKind } from "./kind.ts";

export interface ResourceQuota extends KubeObject {
  spec: { hard?: ResourceList; scopes?: string[]; scopeSelector?: unknown };
  status: { hard?: ResourceList; used?: ResourceList };
}

export const resourceQuotaKind = defineKind({
  group: "",
  version: "v1",
  kind: "ResourceQuota",
  schema: "core.v1.ResourceQuota",
  plural: "resourcequotas",
  singular: "resourcequota",
  shortNames: ["quota"],
  namespaced: true,
  returnsDeleted: true,
  prepareCreate(object) {
    object.status = {};
  },
  validate: (object) => hardFaults((object as ResourceQuota).spec.hard ?? {}, "spec.hard"),
  update: {
    prepareUpdate(object, old) {
      object.status = old.status;
    },
    validateUpdate(object, old) {
      const { spec } = object as ResourceQuota;
      const scopes = [...(spec.scopes ?? [])].sort();
      const before = [...((old as ResourceQuota).spec.scopes ?? [])].sort();
      const changed = sameJson(scopes, before)
        ? []
        : [invalidValue("spec.scopes", spec.scopes ?? null, "field is immutable")];
      return [...hardFaults(spec.hard ?? {}, "spec.hard"), ...changed];
    },
  },
  status: {
    prepareUpdate(object, old) {
      object.spec = old.spec;
    },
    validateUpdate(object) {
      const { status } = object as ResourceQuota;
      return [...hardFaults(status.hard ?? {}, "status.hard"), ...hardFaults(status.used ?? {}, "status.used")];
    },
  },
  columns: [
    NAME,
    {
      name: "Request",
      type: "string",
      cell: (object) => usage(object as ResourceQuota, (name) => !name.startsWith("limits.")),
    },
    {
      name: "Limit",
      type: "string",
      cell: (object) => usage(object as ResourceQuota, (name) => name.startsWith("limits.")),
    },
    AGE,
  ],
});

function hardFaults(hard: ResourceList, field: string): FieldFault[] {
  return Object.entries(hard).flatMap(([name, value]) => {
    const at = `${field}[${name}]`;
    return [...quotaResourceNameFaults(name, at), ...quantityFaults(name, value, at)];
  });
}

function usage({ status }: ResourceQuota, wanted: (name: string) => boolean): string {
  return Object.keys(status.hard ?? {})
    .filter(wanted)
    .sort()
    .map((name) => `${name}: ${status.used?.[name] ?? "0"}/${status.hard?.[name]}`)
    .join(", ");
}
