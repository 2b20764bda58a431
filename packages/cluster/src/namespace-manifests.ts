import type { V1LimitRangeSpec, V1NetworkPolicySpec, V1ObjectMeta, V1ResourceQuotaSpec } from "@kubernetes/client-node";
import { type NamespaceObject, NETWORK_RULES, type NetworkRule } from "@resource-manager/domain/model/namespace-object";
import type { NamespacePlace } from "@resource-manager/domain/ports/cluster";
import { INSTALLATION_LABEL, MANAGED_BY, MANAGED_BY_LABEL, TEAM_LABEL } from "./marks.ts";
import { millisOf, unitsOf } from "./quantity.ts";
import { listOf, type RawRecord, recordOf, textOf } from "./raw-json.ts";

/** What is written of an object and read back: each pair turns our words into Kubernetes' and back, so that equal ones compare equal. */

type Content = NamespaceObject["content"];

/** Pod Security's label, and the level that we ask for. */
const POD_SECURITY_LABEL = "pod-security.kubernetes.io/enforce";

export function marked(name: string, place: NamespacePlace, installationId: string): V1ObjectMeta {
  return {
    name,
    labels: {
      [MANAGED_BY_LABEL]: MANAGED_BY,
      [INSTALLATION_LABEL]: installationId,
      [TEAM_LABEL]: place.team,
    },
  };
}

/** Whose mark an object's labels carry. */
export function markOfObject(metadata: unknown, installationId: string): "OURS" | "OTHER" | "NOBODY" {
  const labels = recordOf(recordOf(metadata).labels);
  const installation = textOf(labels[INSTALLATION_LABEL]);
  if (labels[MANAGED_BY_LABEL] !== MANAGED_BY || installation === null) return "NOBODY";
  return installation === installationId ? "OURS" : "OTHER";
}

/** The labels of a namespace of ours: the mark, and what Pod Security enforces, warns of and audits. */
export function namespaceLabels(place: NamespacePlace, content: Content, installationId: string) {
  const level = content.podSecurity ?? "restricted";
  return {
    ...marked(place.namespace, place, installationId).labels,
    [POD_SECURITY_LABEL]: level,
    "pod-security.kubernetes.io/warn": level,
    "pod-security.kubernetes.io/audit": level,
  };
}

export function namespaceContent(metadata: unknown): Content {
  const labels = recordOf(recordOf(metadata).labels);
  return present({ team: textOf(labels[TEAM_LABEL]), podSecurity: textOf(labels[POD_SECURITY_LABEL]) });
}

export function quotaSpec(content: Content, gpuResourceName: string): V1ResourceQuotaSpec {
  const { gpus, cpuMillis, ramBytes, storageBytes, pods } = content;
  return {
    hard: present({
      [`requests.${gpuResourceName}`]: gpus ?? null,
      "requests.cpu": cpuMillis === undefined ? null : `${cpuMillis}m`,
      "requests.memory": ramBytes ?? null,
      "requests.ephemeral-storage": storageBytes ?? null,
      pods: pods ?? null,
    }),
  };
}

export function quotaContent(spec: unknown, gpuResourceName: string): Content {
  const { hard, scopes, scopeSelector } = recordOf(spec);
  const known: Record<string, [string, (value: unknown) => number | null]> = {
    [`requests.${gpuResourceName}`]: ["gpus", unitsOf],
    "requests.cpu": ["cpuMillis", millisOf],
    "requests.memory": ["ramBytes", unitsOf],
    "requests.ephemeral-storage": ["storageBytes", unitsOf],
    pods: ["pods", unitsOf],
  };
  return { ...readAmounts(recordOf(hard), known), ...other({ scopes, scopeSelector }) };
}

/** Ours say all that they need, so this only reaches pods of others in an adopted namespace, and pods made with kubectl. */
export function limitsSpec(content: Content): V1LimitRangeSpec {
  const amounts = present({
    cpu: content.cpuMillis === undefined ? null : `${content.cpuMillis}m`,
    memory: content.ramBytes ?? null,
    "ephemeral-storage": content.storageBytes ?? null,
  });
  return { limits: [{ type: "Container", _default: amounts, defaultRequest: amounts }] };
}

export function limitsContent(spec: unknown): Content {
  const [first, ...rest] = listOf(recordOf(spec).limits);
  // client-node writes `default` as `_default`, because it is a word of the language.
  const { type, _default, defaultRequest, ...more } = recordOf(first);
  const known: Record<string, [string, (value: unknown) => number | null]> = {
    cpu: ["cpuMillis", millisOf],
    memory: ["ramBytes", unitsOf],
    "ephemeral-storage": ["storageBytes", unitsOf],
  };
  const limits = readAmounts(recordOf(_default), known);
  const requests = readAmounts(recordOf(defaultRequest), known);
  const unlike = canonical(limits) === canonical(requests) ? undefined : requests;
  const kind = type === "Container" ? undefined : type;
  return { ...limits, ...other({ "default request": unlike, type: kind, "more limits": rest, ...more }) };
}

const DNS_PORTS = [
  { port: 53, protocol: "UDP" },
  { port: 53, protocol: "TCP" },
];

const RULE_SPECS: Readonly<Record<NetworkRule, V1NetworkPolicySpec>> = {
  DENY_ALL: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  ALLOW_DNS: {
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      {
        ports: DNS_PORTS,
        to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
      },
    ],
  },
  ALLOW_OWN_NAMESPACE: {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ _from: [{ podSelector: {} }] }],
    egress: [{ to: [{ podSelector: {} }] }],
  },
};

export function policySpec(content: Content): V1NetworkPolicySpec {
  const rule = NETWORK_RULES.find((each) => each === content.rule);
  if (!rule) throw new Error(`there is no network rule ${content.rule}`);
  return RULE_SPECS[rule];
}

export function policyContent(spec: unknown): Content {
  const text = canonical(spec);
  const rule = NETWORK_RULES.find((each) => canonical(RULE_SPECS[each]) === text);
  return { rule: rule ?? `other: ${text.slice(0, 300)}` };
}

function readAmounts(
  amounts: RawRecord,
  known: Readonly<Record<string, readonly [string, (value: unknown) => number | null]>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, value]) => {
      const [field = `other ${name}`, read = () => null] = known[name] ?? [];
      return [field, String(read(value) ?? value)];
    }),
  );
}

/** What we never write, by name, where it is there. */
function other(fields: RawRecord): Record<string, string> {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined && canonical(value) !== "[]");
  return Object.fromEntries(there.map(([name, value]) => [`other ${name}`, canonical(value)]));
}

function present(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The same text for the same value, whatever the order of its keys; what is undefined is left out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(",")}}`;
}
