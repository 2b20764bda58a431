import type { FieldFault } from "../../http/status-error.ts";
import { fieldForbidden, notSupported } from "../../objects/field-faults.ts";
import type { Service } from "../../objects/service.ts";
import { defineKind } from "../kind.ts";
import { entryFaults, LOAD_BALANCER } from "../load-balancer-status.ts";
import { allocateForCreate, allocateForUpdate } from "./allocate.ts";
import { dropUnneeded } from "./drop-unneeded.ts";
import { serviceColumns } from "./service-columns.ts";
import { applyServiceDefaults } from "./service-defaults.ts";
import { serviceUpdateFaults } from "./service-update-validation.ts";
import { serviceFaults } from "./service-validation.ts";
import { serviceWarnings } from "./service-warnings.ts";

const IP_MODES = ["Proxy", "VIP"];

export const serviceKind = defineKind({
  group: "",
  version: "v1",
  kind: "Service",
  schema: "core.v1.Service",
  plural: "services",
  singular: "service",
  shortNames: ["svc"],
  categories: ["all"],
  namespaced: true,
  nameRule: "label",
  returnsDeleted: true,
  fieldNames: ["spec.clusterIP", "spec.type"],
  fields(object) {
    const { clusterIP = "", type } = (object as Service).spec;
    return { "spec.clusterIP": clusterIP, "spec.type": type };
  },
  columns: serviceColumns,
  applyDefaults: (object) => applyServiceDefaults(object as Service),
  prepareCreate(object, env, { dryRun }) {
    object.status = { loadBalancer: {} };
    allocateForCreate(env, object as Service, dryRun);
  },
  validate: (object) => serviceFaults(object as Service),
  warnings: (object) => serviceWarnings(object as Service),
  update: {
    prepareUpdate(object, old, env, { dryRun }) {
      object.status = old.status;
      allocateForUpdate(env, object as Service, old as Service, dryRun);
      dropUnneeded(object as Service, old as Service);
    },
    validateUpdate: (object, old) => serviceUpdateFaults(object as Service, old as Service),
    warnings: (object) => serviceWarnings(object as Service),
  },
  status: {
    prepareUpdate(object, old) {
      object.spec = old.spec;
    },
    validateUpdate: (object) => statusFaults(object as Service),
  },
});

function statusFaults({ spec, status }: Service): FieldFault[] {
  const entries = status.loadBalancer.ingress ?? [];
  if (entries.length > 0 && spec.type !== "LoadBalancer") {
    return [fieldForbidden(LOAD_BALANCER, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return entries.flatMap((entry, index) => {
    const at = `${LOAD_BALANCER}[${index}].ipMode`;
    const faults = entryFaults(entry, index);
    if (entry.ipMode === undefined) return faults;
    if (!entry.ip) faults.push(fieldForbidden(at, "may not be specified when `ip` is not set"));
    else if (!IP_MODES.includes(entry.ipMode)) faults.push(notSupported(at, entry.ipMode, IP_MODES));
    return faults;
  });
}
