import type {
  NamespaceObject,
  NamespaceObjectKind,
  NamespaceState,
  NetworkRule,
  ObservedNamespaceObject,
} from "../model/namespace-object.ts";
import type { Team, TeamNamespace } from "../model/team.ts";
import { pullSecretName } from "./pull-secrets.ts";

/** The one name under which our quota and limits stand in each namespace. */
export const OBJECT_NAME = "resource-manager";
export const NETWORK_RULE_NAMES: Readonly<Record<NetworkRule, string>> = {
  DENY_ALL: "resource-manager-deny-all",
  ALLOW_DNS: "resource-manager-allow-dns",
  ALLOW_OWN_NAMESPACE: "resource-manager-allow-own-namespace",
};

/**
 * What a namespace of the team has to have. The quota is a ceiling for each namespace, under the ledger's own for the whole team: GPUs of
 * single models are only in the ledger, because Kubernetes does not count them.
 */
export function wantedObjects(team: Team, namespace: string): readonly NamespaceObject[] {
  const rules = Object.entries(NETWORK_RULE_NAMES).map(
    ([rule, name]): NamespaceObject => ({ kind: "NETWORK_POLICY", name, content: { rule } }),
  );
  return [
    { kind: "NAMESPACE", name: namespace, content: { team: team.name, podSecurity: "restricted" } },
    ...rules,
    { kind: "SERVICE_ACCOUNT", name: "default", content: { mountsToken: "false" } },
    { kind: "RESOURCE_QUOTA", name: OBJECT_NAME, content: ceiling(team) },
    { kind: "LIMIT_RANGE", name: OBJECT_NAME, content: defaults(team) },
    ...team.pullSecrets.map(({ registry, fingerprint, sealed }): NamespaceObject => {
      const content = { credentials: fingerprint };
      return { kind: "PULL_SECRET", name: pullSecretName(registry), content, sealed };
    }),
  ];
}

/** An archived team may hold nothing new. Storage is limited where each pod has some: Kubernetes refuses pods that do not say. */
function ceiling({ quota, archived, defaults }: Team): Record<string, string> {
  const limits = {
    gpus: quota.gpus,
    cpuMillis: quota.cpuMillis,
    ramBytes: quota.ramBytes,
    storageBytes: defaults.storageBytes === null ? null : quota.storageBytes,
    pods: archived ? 0 : quota.podSlots,
  };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, limit]) => (limit === null ? [] : [[name, String(limit)]])),
  );
}

function defaults({ defaults: { cpuMillis, ramBytes, storageBytes } }: Team): Record<string, string> {
  const compute = { cpuMillis: String(cpuMillis), ramBytes: String(ramBytes) };
  return storageBytes === null ? compute : { ...compute, storageBytes: String(storageBytes) };
}

/** One object that is not as it has to be. */
export interface NamespaceDifference {
  /** It is not to be there: the team has no such pull secret any more. `wanted` only names it. */
  readonly surplus?: true;
  readonly wanted: NamespaceObject;
  /** Null: it is not there. */
  readonly observed: ObservedNamespaceObject | null;
  readonly fields: readonly {
    readonly field: string;
    readonly wanted: string | null;
    readonly observed: string | null;
  }[];
}

/** What differs between what a namespace has to have and what the cluster has. Empty: nothing. */
export function differences(
  wanted: readonly NamespaceObject[],
  observed: NamespaceState | null,
): readonly NamespaceDifference[] {
  const differing = wanted.flatMap((object) => {
    const there = observed?.objects.find(({ kind, name }) => kind === object.kind && name === object.name) ?? null;
    const fields = fieldsThatDiffer(object.content, there?.content ?? {});
    const unmarked = there !== null && carriesMark(object.kind) && there.mark !== "OURS";
    return there === null || unmarked || fields.length > 0 ? [{ wanted: object, observed: there, fields }] : [];
  });
  return [...differing, ...surplusOf(wanted, observed)];
}

/** Pull secrets of ours that no registry of the team's stands behind. What somebody else made is none of them. */
function surplusOf(
  wanted: readonly NamespaceObject[],
  observed: NamespaceState | null,
): readonly NamespaceDifference[] {
  const names = new Set(wanted.flatMap(({ kind, name }) => (kind === "PULL_SECRET" ? [name] : [])));
  return (observed?.objects ?? [])
    .filter(({ kind, name, mark }) => kind === "PULL_SECRET" && mark === "OURS" && !names.has(name))
    .map((there) => ({
      ...{ wanted: { kind: there.kind, name: there.name, content: {} }, observed: there, fields: [] },
      surplus: true as const,
    }));
}

function fieldsThatDiffer(wanted: NamespaceObject["content"], observed: NamespaceObject["content"]) {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(observed)])].sort();
  return names.flatMap((field) => {
    const pair = { field, wanted: wanted[field] ?? null, observed: observed[field] ?? null };
    return pair.wanted === pair.observed ? [] : [pair];
  });
}

/** The service account is Kubernetes' own: we change one field of it and leave no mark. */
export function carriesMark(kind: NamespaceObjectKind): boolean {
  return kind !== "SERVICE_ACCOUNT";
}

/** Whether it is to be as we wish it: one that we do not keep (UNTOUCHED), or that is being made (NEW), is not. */
export function isKept({ keeping }: TeamNamespace): boolean {
  return keeping === "MADE" || keeping === "ADOPTED";
}

export type NamespaceDriftClass = "NAMESPACE_MISSING" | "QUOTA_DRIFT" | "NETWORK_DRIFT" | "PULL_SECRET_DRIFT";

/** A disagreement between a team's namespace and the cluster, of one class, with what differs in plain words. */
export interface NamespaceDrift {
  readonly class: NamespaceDriftClass;
  readonly namespace: string;
  readonly team: string;
  readonly lines: readonly string[];
  /** Object by object; empty where the namespace itself is missing. */
  readonly differences: readonly NamespaceDifference[];
}

/**
 * Compares a namespace that we keep with the cluster: what was deleted or edited by hand. Pure; null stands for a namespace that is not
 * there. One that we do not keep (UNTOUCHED), or that is being made (NEW), has nothing to compare.
 */
export function namespaceDrift(
  team: Team,
  namespace: TeamNamespace,
  observed: NamespaceState | null,
): readonly NamespaceDrift[] {
  if (!isKept(namespace)) return [];
  const about = { namespace: namespace.name, team: team.name };
  if (observed === null) {
    const line = `the cluster has no namespace ${namespace.name}`;
    return [{ class: "NAMESPACE_MISSING", ...about, lines: [line], differences: [] }];
  }
  const all = differences(wantedObjects(team, namespace.name), observed);
  return (["QUOTA_DRIFT", "NETWORK_DRIFT", "PULL_SECRET_DRIFT"] as const).flatMap((kind) => {
    const of = all.filter(({ wanted }) => CLASS_OF[wanted.kind] === kind);
    return of.length > 0 ? [{ class: kind, ...about, lines: of.flatMap(describeDifference), differences: of }] : [];
  });
}

const CLASS_OF: Readonly<Record<NamespaceObjectKind, NamespaceDriftClass>> = {
  // Its labels say what its pods may do (Pod Security).
  NAMESPACE: "NETWORK_DRIFT",
  NETWORK_POLICY: "NETWORK_DRIFT",
  SERVICE_ACCOUNT: "NETWORK_DRIFT",
  RESOURCE_QUOTA: "QUOTA_DRIFT",
  LIMIT_RANGE: "QUOTA_DRIFT",
  PULL_SECRET: "PULL_SECRET_DRIFT",
};

const KIND_WORDS: Readonly<Record<NamespaceObjectKind, string>> = {
  NAMESPACE: "namespace",
  NETWORK_POLICY: "NetworkPolicy",
  SERVICE_ACCOUNT: "ServiceAccount",
  RESOURCE_QUOTA: "ResourceQuota",
  LIMIT_RANGE: "LimitRange",
  PULL_SECRET: "Secret",
};

/** `ResourceQuota resource-manager`. */
export function nameOfObject({ kind, name }: Pick<NamespaceObject, "kind" | "name">): string {
  return `${KIND_WORDS[kind]} ${name}`;
}

/** `ResourceQuota resource-manager: pods is 30, should be 10`. */
export function describeDifference({ wanted, observed, fields, surplus }: NamespaceDifference): readonly string[] {
  const object = nameOfObject(wanted);
  if (surplus) return [`${object} is left of a pull secret that the team has no more`];
  if (observed === null) return [`${object} is missing`];
  if (carriesMark(wanted.kind) && observed.mark !== "OURS") {
    return [`${object} carries ${observed.mark === "OTHER" ? "another installation's" : "no"} mark`];
  }
  return fields.map(
    (field) => `${object}: ${field.field} is ${field.observed ?? "not set"}, should be ${field.wanted ?? "not set"}`,
  );
}
