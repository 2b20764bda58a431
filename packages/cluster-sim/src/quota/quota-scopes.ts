import type { ResourceQuota } from "../kinds/resource-quota-kind.ts";
import type { Pod } from "../objects/pod.ts";

interface ScopeRequirement {
  scopeName: string;
  operator: string;
  values?: string[];
}

/** Whether a quota's scopes take this pod in. */
export function isInScope(quota: ResourceQuota, pod: Pod): boolean {
  return requirements(quota).every((requirement) => meets(requirement, pod));
}

export function hasScopes(quota: ResourceQuota): boolean {
  return requirements(quota).length > 0;
}

function requirements({ spec }: ResourceQuota): ScopeRequirement[] {
  const selector = spec.scopeSelector as { matchExpressions?: ScopeRequirement[] } | undefined;
  const plain = (spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: "Exists" }));
  return [...plain, ...(selector?.matchExpressions ?? [])];
}

function meets({ scopeName, operator, values = [] }: ScopeRequirement, pod: Pod): boolean {
  const terminating = pod.spec.activeDeadlineSeconds !== undefined;
  const bestEffort = pod.status.qosClass === "BestEffort";
  switch (scopeName) {
    case "Terminating":
      return terminating;
    case "NotTerminating":
      return !terminating;
    case "BestEffort":
      return bestEffort;
    case "NotBestEffort":
      return !bestEffort;
    case "PriorityClass": {
      const name = pod.spec.priorityClassName ?? "";
      if (operator === "Exists") return name !== "";
      if (operator === "DoesNotExist") return name === "";
      return values.includes(name) === (operator === "In");
    }
    default:
      return false;
  }
}
