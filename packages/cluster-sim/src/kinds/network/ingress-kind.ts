import { invalidValue } from "../../objects/field-faults.ts";
import type { KubeObject } from "../../objects/meta.ts";
import { AGE, NAME } from "../columns.ts";
import { defineKind } from "../kind.ts";
import { entriesText, entryFaults } from "../load-balancer-status.ts";
import { countSpecChange } from "../spec-generation.ts";
import { type Ingress, ingressFaults } from "./ingress-validation.ts";

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const HOSTS_SHOWN = 3;

const asIngress = (object: KubeObject): Ingress => object as Ingress;

export const ingressKind = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  schema: "networking.v1.Ingress",
  plural: "ingresses",
  singular: "ingress",
  shortNames: ["ing"],
  namespaced: true,
  prepareCreate(object) {
    object.status = { loadBalancer: {} };
    object.metadata.generation = 1;
  },
  validate(object) {
    const faults = ingressFaults(asIngress(object));
    const annotation = object.metadata.annotations?.[CLASS_ANNOTATION];
    const { ingressClassName } = asIngress(object).spec;
    if (annotation === undefined || ingressClassName === undefined || annotation === ingressClassName) return faults;
    const detail = "must match `ingressClassName` when both are specified";
    return [...faults, invalidValue(`annotations.${CLASS_ANNOTATION}`, annotation, detail)];
  },
  warnings(object) {
    const old = object.metadata.annotations?.[CLASS_ANNOTATION] !== undefined;
    if (!old || asIngress(object).spec.ingressClassName !== undefined) return [];
    return [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`];
  },
  update: {
    prepareUpdate(object, old) {
      object.status = old.status;
      countSpecChange(object, old);
    },
    validateUpdate: (object) => ingressFaults(asIngress(object)),
  },
  status: {
    prepareUpdate(object, old) {
      object.spec = old.spec;
    },
    validateUpdate: (object) => (asIngress(object).status.loadBalancer.ingress ?? []).flatMap(entryFaults),
  },
  columns: [
    NAME,
    { name: "Class", type: "string", cell: (object) => asIngress(object).spec.ingressClassName ?? "<none>" },
    { name: "Hosts", type: "string", cell: (object) => hostsText(asIngress(object)) },
    {
      name: "Address",
      type: "string",
      cell: (object) => entriesText(asIngress(object).status.loadBalancer.ingress ?? []),
    },
    { name: "Ports", type: "string", cell: (object) => (asIngress(object).spec.tls?.length ? "80, 443" : "80") },
    AGE,
  ],
});

/** Source: pkg/printers/internalversion (formatHosts). */
function hostsText({ spec: { rules = [] } }: Ingress): string {
  const hosts = rules.flatMap(({ host }) => (host ? [host] : []));
  if (hosts.length === 0) return "*";
  const shown = hosts.slice(0, HOSTS_SHOWN).join(",");
  return hosts.length > HOSTS_SHOWN || (hosts.length === HOSTS_SHOWN && rules.length > HOSTS_SHOWN)
    ? `${shown} + ${rules.length - HOSTS_SHOWN} more...`
    : shown;
}
