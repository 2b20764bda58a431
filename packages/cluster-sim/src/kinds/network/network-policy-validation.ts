import type { FieldFault } from "../../http/status-error.ts";
import { isStrictSubset, parseRange, rangeFaults } from "../../objects/addresses.ts";
import { fieldForbidden, invalidValue, notSupported, required } from "../../objects/field-faults.ts";
import type { KubeObject } from "../../objects/meta.ts";
import { portFaults, portNumberFaults } from "../../objects/port-rules.ts";
import { type ObjectSelector, selectorFaults } from "../../objects/selector-rules.ts";

export interface PolicyPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}

interface Peer {
  podSelector?: ObjectSelector;
  namespaceSelector?: ObjectSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface NetworkPolicy extends KubeObject {
  spec: {
    podSelector: ObjectSelector;
    ingress?: { ports?: PolicyPort[]; from?: Peer[] }[];
    egress?: { ports?: PolicyPort[]; to?: Peer[] }[];
    policyTypes?: string[];
  };
}

const TYPES = ["Ingress", "Egress"];
const PROTOCOLS = ["TCP", "UDP", "SCTP"];

/** Source: networking/validation (ValidateNetworkPolicySpec). */
export function networkPolicyFaults({ spec }: NetworkPolicy): FieldFault[] {
  const faults = selectorFaults(spec.podSelector, "spec.podSelector");
  for (const [index, { ports = [], from = [] }] of (spec.ingress ?? []).entries()) {
    const at = `spec.ingress[${index}]`;
    faults.push(...ruleFaults(ports, from, at, `${at}.from`));
  }
  for (const [index, { ports = [], to = [] }] of (spec.egress ?? []).entries()) {
    const at = `spec.egress[${index}]`;
    faults.push(...ruleFaults(ports, to, at, `${at}.to`));
  }
  const types = spec.policyTypes ?? [];
  if (types.length > TYPES.length) {
    return [...faults, invalidValue("spec.policyTypes", types, "may not specify more than two policyTypes")];
  }
  const unknown = types.flatMap((type, index) =>
    TYPES.includes(type) ? [] : [notSupported(`spec.policyTypes[${index}]`, type, TYPES)],
  );
  return [...faults, ...unknown];
}

function ruleFaults(ports: readonly PolicyPort[], peers: readonly Peer[], at: string, peersAt: string): FieldFault[] {
  return [
    ...ports.flatMap((port, index) => policyPortFaults(port, `${at}.ports[${index}]`)),
    ...peers.flatMap((peer, index) => peerFaults(peer, `${peersAt}[${index}]`)),
  ];
}

function policyPortFaults({ protocol, port, endPort }: PolicyPort, at: string): FieldFault[] {
  const faults =
    protocol === undefined || PROTOCOLS.includes(protocol) ? [] : [notSupported(`${at}.protocol`, protocol, PROTOCOLS)];
  if (port !== undefined) faults.push(...portFaults(port, `${at}.port`));
  if (endPort === undefined) return faults;
  const end = `${at}.endPort`;
  if (port === undefined) {
    faults.push(invalidValue(end, endPort, "may not be specified when `port` is not specified"));
  } else if (typeof port === "string") {
    faults.push(invalidValue(end, endPort, "may not be specified when `port` is non-numeric"));
  } else {
    if (endPort < port) faults.push(invalidValue(end, endPort, "must be greater than or equal to `port`"));
    faults.push(...portNumberFaults(endPort, end));
  }
  return faults;
}

function peerFaults({ podSelector, namespaceSelector, ipBlock }: Peer, at: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (podSelector !== undefined) faults.push(...selectorFaults(podSelector, `${at}.podSelector`));
  if (namespaceSelector !== undefined) faults.push(...selectorFaults(namespaceSelector, `${at}.namespaceSelector`));
  if (ipBlock !== undefined) faults.push(...blockFaults(ipBlock, `${at}.ipBlock`));
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selects && ipBlock === undefined) faults.push(required(at, "must specify a peer"));
  if (selects && ipBlock !== undefined) {
    faults.push(fieldForbidden(at, "may not specify both ipBlock and another peer"));
  }
  return faults;
}

function blockFaults({ cidr, except = [] }: NonNullable<Peer["ipBlock"]>, at: string): FieldFault[] {
  if (cidr === "") return [required(`${at}.cidr`)];
  const faults = rangeFaults(cidr, `${at}.cidr`);
  const outer = parseRange(cidr);
  if (outer === undefined) return faults;
  for (const [index, text] of except.entries()) {
    const exceptAt = `${at}.except[${index}]`;
    const inner = parseRange(text);
    faults.push(...rangeFaults(text, exceptAt));
    if (inner !== undefined && !isStrictSubset(inner, outer)) {
      faults.push(invalidValue(exceptAt, text, "must be a strict subset of `cidr`"));
    }
  }
  return faults;
}
