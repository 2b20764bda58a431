import type { CaseContext } from "./context.ts";
import type { Json, JsonObject } from "./json.ts";

/** The areas of Kubernetes behaviour; a folder in `expectations/` and a file in `cases/` each, two where one grows long. */
export const areas = [
  "discovery",
  "protocol",
  "objects",
  "validation",
  "defaulting",
  "namespaces",
  "list",
  "watch",
  "concurrency",
  "deletion",
  "patch",
  "apply",
  "subresources",
  "dry-run",
  "quota",
  "nodes",
  "scheduling",
  "kubelet",
  "events",
  "tables",
  "services",
  "endpoint-slices",
  "ingress",
  "network-policy",
] as const;

export type Area = (typeof areas)[number];

/** What a case saw, under names that the case chose. Compared as a whole after projection (observe.ts). */
export type Observation = JsonObject;

/**
 * A difference on purpose between the embedded cluster and Kubernetes. Everything that is not named here must still
 * be equal; a difference that is no longer there fails the case, so that this list never grows old.
 */
export type IntendedDifference = {
  /** Why it differs; packages/cluster-sim/DIFFERENCES.md names the case's id and says the same. */
  readonly reason: string;
  /** From a path into the observation (as a comparison prints it) to the simulator's value; null: absent there. */
  readonly at: Readonly<Record<string, Json>>;
};

/** One behaviour of Kubernetes: requests to make, and what a client sees of their answers. */
export type CaseDefinition = {
  /** Unique in the suite; the expectation's file name. */
  readonly id: string;
  /** States the behaviour. */
  readonly name: string;
  /** The case sees the whole cluster (messages that count all nodes): it runs while no other does. */
  readonly exclusive?: true;
  /** What a cluster must be able to do; the case is left out, and that is said, where it cannot. */
  readonly needs?: "forgetHistory";
  readonly onSimulator?: IntendedDifference;
  run(context: CaseContext): Promise<Observation>;
};

export type ContractCase = CaseDefinition & { readonly area: Area };

/** The cases of one area. */
export function casesOf(area: Area, definitions: readonly CaseDefinition[]): ContractCase[] {
  return definitions.map((definition) => ({ ...definition, area }));
}
