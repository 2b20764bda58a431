import type { Node } from "../../objects/node.ts";
import type { NodeSelectorTerm, Pod, SelectorRequirement } from "../../objects/pod.ts";

/** Whether the pod's nodeSelector and required node affinity allow the node. */
export function nodeAffinityAllows(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const terms = requiredTerms(pod);
  return terms === undefined || terms.some((term) => termMatches(term, node));
}

function requiredTerms(pod: Pod): NodeSelectorTerm[] | undefined {
  return pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

export function termMatches(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  // An empty term matches nothing.
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    expressions.every((one) => requirementMet(one, labels[one.key])) &&
    fields.every((one) => requirementMet(one, one.key === "metadata.name" ? node.metadata.name : undefined))
  );
}

function requirementMet({ operator, values = [] }: SelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return isInteger(value) && Number(value) > Number(values[0]);
    case "Lt":
      return isInteger(value) && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

function isInteger(value: string | undefined): boolean {
  return value !== undefined && /^-?\d+$/.test(value);
}

/**
 * The names that the pod is pinned to by matchFields metadata.name, or undefined where it is not. As in the real
 * scheduler's PreFilter, it is pinned only if every term names nodes.
 */
export function pinnedNodeNames(pod: Pod): Set<string> | undefined {
  const terms = requiredTerms(pod);
  if (terms === undefined || terms.length === 0) return undefined;
  const all = new Set<string>();
  for (const term of terms) {
    let names: Set<string> | undefined;
    for (const field of term.matchFields ?? []) {
      if (field.key !== "metadata.name" || field.operator !== "In") continue;
      const values = new Set(field.values ?? []);
      names = names === undefined ? values : new Set([...names].filter((name) => values.has(name)));
    }
    if (names === undefined) return undefined;
    for (const name of names) all.add(name);
  }
  return all;
}

/** The sum of the weights of the preferred terms that the node meets. */
export function preferredWeight(pod: Pod, node: Node): number {
  const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.reduce((sum, { weight, preference }) => sum + (termMatches(preference, node) ? weight : 0), 0);
}
