import type { FieldFault } from "../http/status-error.ts";
import { invalidValue } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import { AGE, NAME } from "./columns.ts";
import { defineKind } from "./kind.ts";

interface Lease extends KubeObject {
  spec: { holderIdentity?: string; leaseDurationSeconds?: number; leaseTransitions?: number };
}

export const leaseKind = defineKind({
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  schema: "coordination.v1.Lease",
  plural: "leases",
  singular: "lease",
  namespaced: true,
  validate: (object) => leaseFaults(object as Lease),
  update: { validateUpdate: (object) => leaseFaults(object as Lease) },
  columns: [
    NAME,
    { name: "Holder", type: "string", cell: (object) => (object as Lease).spec.holderIdentity ?? "" },
    AGE,
  ],
});

function leaseFaults({ spec }: Lease): FieldFault[] {
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = spec;
  const faults: FieldFault[] = [];
  if (seconds !== undefined && seconds <= 0) {
    faults.push(invalidValue("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
  }
  if (transitions !== undefined && transitions < 0) {
    faults.push(invalidValue("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
  }
  return faults;
}
