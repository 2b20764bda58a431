import { selectorText } from "../../objects/selector-rules.ts";
import { AGE, NAME } from "../columns.ts";
import { defineKind } from "../kind.ts";
import { countSpecChange } from "../spec-generation.ts";
import { type NetworkPolicy, networkPolicyFaults, type PolicyPort } from "./network-policy-validation.ts";

/** Nobody enforces these here: there is no network. They are stored, checked and shown as they are there. */
export const networkPolicyKind = defineKind({
  group: "networking.k8s.io",
  version: "v1",
  kind: "NetworkPolicy",
  schema: "networking.v1.NetworkPolicy",
  plural: "networkpolicies",
  singular: "networkpolicy",
  shortNames: ["netpol"],
  namespaced: true,
  applyDefaults: (object) => applyPolicyDefaults(object as NetworkPolicy),
  prepareCreate(object) {
    object.metadata.generation = 1;
  },
  validate: (object) => networkPolicyFaults(object as NetworkPolicy),
  update: {
    prepareUpdate: countSpecChange,
    validateUpdate: (object) => networkPolicyFaults(object as NetworkPolicy),
  },
  columns: [
    NAME,
    {
      name: "Pod-Selector",
      type: "string",
      cell: (object) => selectorText((object as NetworkPolicy).spec.podSelector),
    },
    AGE,
  ],
});

/** Source: networking/v1/defaults.go. */
function applyPolicyDefaults(policy: NetworkPolicy): void {
  const spec = { ...policy.spec };
  policy.spec = spec;
  const withProtocol = (port: PolicyPort): PolicyPort => ({ ...port, protocol: port.protocol ?? "TCP" });
  const withPorts = <T extends { ports?: PolicyPort[] }>(rule: T): T =>
    rule.ports === undefined ? rule : { ...rule, ports: rule.ports.map(withProtocol) };
  if (spec.ingress !== undefined) spec.ingress = spec.ingress.map(withPorts);
  if (spec.egress !== undefined) spec.egress = spec.egress.map(withPorts);
  if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ["Ingress", "Egress"] : ["Ingress"];
}
