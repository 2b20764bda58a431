import {
  carriesMark,
  describeDifference,
  type NamespaceDifference,
  nameOfObject,
  namespaceDrift,
} from "../rules/namespace-objects.ts";
import type { Difference, Finding } from "./finding.ts";
import type { KeptNamespace } from "./kept-namespaces.ts";
import { makeFinding, type RepairPlan } from "./make-finding.ts";

const WORDS = {
  QUOTA_DRIFT: {
    title: (name: string) => `The limits of the namespace ${name} were changed`,
    means: "Kubernetes admits more or less there than the team may hold; the ledger's own quota holds all the same.",
  },
  NETWORK_DRIFT: {
    title: (name: string) => `The namespace ${name} is not closed as it was`,
    means: "Pods there may be reached, or be given rights, that the namespace was closed to.",
  },
  PULL_SECRET_DRIFT: {
    title: (name: string) => `The pull secrets of the namespace ${name} were changed`,
    means:
      "Images of the team's private registries may not be pulled there, or with credentials that are no longer the team's.",
  },
} as const;

/** What was changed by hand in a namespace that we keep: the team's wish is right. One that is gone or going is told of elsewhere. */
export function compareNamespace({ team, namespace, state }: KeptNamespace): Finding[] {
  if (state.terminating) return [];
  return namespaceDrift(team, namespace, state).flatMap((drift) => {
    if (drift.class === "NAMESPACE_MISSING") return [];
    const { title, means } = WORDS[drift.class];
    const finding = makeFinding({
      class: drift.class,
      severity: "WARNING",
      key: `namespace:${namespace.name}`,
      subject: `namespace:${namespace.name}`,
      namespace: namespace.name,
      title: title(namespace.name),
      explanation: `${means} ${drift.lines.join("; ")}.`,
      differences: drift.differences.flatMap(fieldsOf),
      repairs: isTaken(drift.differences) ? [] : [keepingIt(namespace.name, drift.differences)],
    });
    return [finding];
  });
}

function fieldsOf(difference: NamespaceDifference): readonly Difference[] {
  const { observed, fields, surplus } = difference;
  const object = nameOfObject(difference.wanted);
  if (surplus) return [{ field: object, ledger: "absent", clusterSpec: "present", clusterStatus: null }];
  if (observed === null) return [{ field: object, ledger: "present", clusterSpec: "absent", clusterStatus: null }];
  if (fields.length > 0) {
    return fields.map(({ field, wanted, observed: clusterSpec }) => ({
      field: `${object}: ${field}`,
      ...{ ledger: wanted, clusterSpec, clusterStatus: null },
    }));
  }
  const [clusterSpec = null] = describeDifference(difference);
  return [{ field: `${object}: mark`, ledger: "ours", clusterSpec, clusterStatus: null }];
}

/** Under our names stands what we may not touch: a person has to take it away. */
function isTaken(differences: readonly NamespaceDifference[]): boolean {
  return differences.some(
    ({ wanted, observed }) =>
      observed !== null &&
      (observed.mark === "OTHER" ||
        (observed.mark === "NOBODY" && wanted.kind !== "NAMESPACE" && carriesMark(wanted.kind))),
  );
}

/** No version is part of it: a quota's moves with every pod. Its steps read each object, and write at its version. */
function keepingIt(namespace: string, differences: readonly NamespaceDifference[]): RepairPlan {
  return {
    kind: "REAPPLY",
    ...{ podId: null, podVersion: null, uid: null, resourceVersion: null },
    title: "Set the namespace's objects back to what the team has",
    calls: differences.map(
      ({ wanted, observed, surplus }) =>
        `${surplus ? "DELETE" : observed === null ? "POST" : "PUT"} ${nameOfObject(wanted)} in ${namespace}`,
    ),
    risk: "what somebody changed there on purpose is set back",
    undo: "change it by hand again, or adopt the change as the team's quota",
    deletes: false,
  };
}
