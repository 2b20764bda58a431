import { NEEDS } from "../model/amounts.ts";
import type { TeamNamespace } from "../model/team.ts";
import type { ObservedNamespace } from "../ports/cluster.ts";
import type { CounterMismatch } from "../ports/ledger.ts";
import type { Finding } from "./finding.ts";
import { makeFinding } from "./make-finding.ts";

/** The ledger's own books disagree. */
export function counterMismatch(mismatch: CounterMismatch): Finding {
  const subject = `${mismatch.of.toLowerCase()}:${mismatch.name}`;
  return makeFinding({
    class: "COUNTER_MISMATCH",
    severity: "CRITICAL",
    key: subject,
    subject,
    server: mismatch.of === "SERVER" ? mismatch.name : null,
    title: `The counter of ${mismatch.name} is not the sum of its allocations`,
    explanation: "The ledger's own books disagree: its file was edited, or this is a bug. Please report it.",
    differences: NEEDS.filter((name) => mismatch.counter[name] !== mismatch.sum[name]).map((name) => ({
      field: name,
      ledger: `counter ${mismatch.counter[name]}, sum ${mismatch.sum[name]}`,
      clusterSpec: null,
      clusterStatus: null,
    })),
    repairs: [
      {
        kind: "RECOUNT",
        podId: null,
        podVersion: null,
        uid: null,
        resourceVersion: null,
        title: "Set the counter to the sum of its allocations",
        calls: [],
        risk: "none: the allocations say what is held",
        undo: null,
        deletes: false,
      },
    ],
  });
}

/** A namespace of a team that the cluster does not have, or is taking down; null: it is there. */
export function namespaceMissing(
  { name, team, keeping }: TeamNamespace,
  observed: ReadonlyMap<string, ObservedNamespace>,
): Finding | null {
  const seen = observed.get(name);
  if (seen && !seen.terminating) return null;
  const isKept = keeping !== "UNTOUCHED";
  return makeFinding({
    class: "NAMESPACE_MISSING",
    severity: "CRITICAL",
    key: `namespace:${name}`,
    subject: `namespace:${name}`,
    namespace: name,
    title: seen ? `The namespace ${name} is being deleted` : `The cluster has no namespace ${name}`,
    explanation: `Somebody deleted the namespace of team ${team}, and with it all that was in it. Nothing can be created there until it is made again.`,
    differences: [
      {
        field: "namespace",
        ledger: `of ${team}`,
        clusterSpec: seen ? "present" : "absent",
        clusterStatus: seen ? "terminating" : null,
      },
    ],
    repairs: [
      {
        kind: "CREATE_NAMESPACE",
        podId: null,
        podVersion: null,
        uid: null,
        resourceVersion: null,
        title: isKept ? "Make the namespace again, closed and limited as it was" : "Make the namespace again",
        calls: [`GET namespace ${name}`, `POST namespace ${name}`, ...(isKept ? callsToKeep(name) : [])],
        risk: "whoever deleted it on purpose finds it again, empty",
        undo: "delete the namespace",
        deletes: false,
      },
    ],
  });
}

/** What keepNamespaces writes into a namespace that is new. */
function callsToKeep(name: string): readonly string[] {
  const made = ["networkpolicies", "resourcequotas", "limitranges"].map((kind) => `POST ${kind} in ${name}`);
  return [...made, `PATCH serviceaccount default in ${name}`];
}
