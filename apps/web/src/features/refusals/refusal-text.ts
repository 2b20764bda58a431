import type { RefusalFactsFragment } from "@/gql/graphql";
import { formatResource, RESOURCES, resourceLabel } from "@/lib/format/amounts";

/** A refusal in plain words: what, and the facts that explain it. */
export interface RefusalText {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * Words for each refusal that the API can give. Problems of single fields are not among the lines, because they stand at their fields;
 * the nearest servers are not either, because they are a table.
 */
export function refusalText(refusal: RefusalFactsFragment): RefusalText {
  switch (refusal.__typename) {
    case "InvalidInput":
      return { title: "Some of this cannot be so", lines: [refusal.message] };
    case "NameTaken":
      return { title: "This name is taken", lines: [refusal.message] };
    case "InsufficientCapacity":
      return { title: "No server has room for this now", lines: capacityLines(refusal) };
    case "QuotaExceeded": {
      const { team, resource, gpuModel, quota, used, quotaNeed } = refusal;
      const amount = (value: number | string) => formatResource(resource, value);
      const left = Math.max(0, Number(quota) - Number(used));
      return {
        title: `Team ${team} has too little quota left`,
        lines: [
          `${gpuModel ? `${gpuModel} ` : ""}${resourceLabel(resource)}: needs ${amount(quotaNeed)}, has ${amount(left)} left of ${amount(quota)} (${amount(used)} in use).`,
        ],
      };
    }
    case "ImageNotAllowed":
      return {
        title: `Team ${refusal.team} may not run this image`,
        lines: [`${refusal.image} is not among what is allowed: ${refusal.allowed.join(", ")}.`],
      };
    case "TeamHasPods":
      return { title: "The team still has pods", lines: [refusal.message] };
    case "Conflict":
      return { title: "It was changed meanwhile", lines: [refusal.message] };
    case "ServerUnavailable":
      return { title: `Server ${refusal.server} cannot take pods now`, lines: [refusal.message] };
    case "ClusterUnavailable":
      return {
        title: "The cluster cannot be reached",
        lines: [refusal.message, "It was undone: nothing will appear later."],
      };
    case "ClusterRefused":
      return { title: "The cluster refused this", lines: [refusal.message] };
    case "HealingStopped":
      return { title: "Healing is stopped until somebody confirms it", lines: [refusal.message] };
    case "LastAdmin":
      return { title: "One admin has to remain", lines: [refusal.message] };
    case "TooManyAttempts":
      return { title: "Too many attempts", lines: [refusal.message] };
    case "NotPermitted":
      return { title: "You may not do this", lines: [refusal.message] };
    case "NotFound":
      return { title: "It is not there (any more)", lines: [refusal.message] };
    default:
      return refusal satisfies never;
  }
}

function capacityLines(refusal: Extract<RefusalFactsFragment, { __typename: "InsufficientCapacity" }>): string[] {
  const { need, have } = refusal;
  const short = RESOURCES.filter(({ key }) => Number(need[key]) > Number(have[key]));
  if (short.length === 0) {
    return ["Each amount can be had somewhere, but not all of them on one server."];
  }
  return short.map(
    ({ key, label, inList }) =>
      `${label}: needs ${inList(need[key])}, the most that one server has free is ${inList(have[key])}.`,
  );
}

/** What a nearly fitting server is short of: `GPUs and RAM`; null where it fits. */
export function shortOfText(shortOf: readonly string[]): string | null {
  const labels = shortOf.map(resourceLabel);
  if (labels.length === 0) return null;
  return new Intl.ListFormat("en", { type: "conjunction" }).format(labels);
}
