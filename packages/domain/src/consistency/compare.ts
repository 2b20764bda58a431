import { addNeeds, clampNeed, NEEDS, type Need, NO_AMOUNTS, pickAmounts, subtractNeeds } from "../model/amounts.ts";
import type { LedgerServer } from "../model/server.ts";
import { comparePod, compareUnknown } from "./compare-pods.ts";
import type { Finding } from "./finding.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Every disagreement between the two sides, the gravest first, then by subject. Pure and deterministic: the same snapshot gives
 * the same findings, and two sides that agree give none.
 */
export function compare(snapshot: Snapshot): Finding[] {
  return [
    ...snapshot.pods.flatMap((pod) => comparePod(snapshot, pod)),
    ...compareUnknown(snapshot),
    ...[...snapshot.servers.values()].flatMap(compareServer),
    ...snapshot.counterMismatches.map(counterMismatch),
  ].sort(
    (a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || compareText(a.subject, b.subject) || compareText(a.id, b.id),
  );
}

const GRAVITY = { CRITICAL: 0, WARNING: 1, INFO: 2 } as const;

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareServer(server: LedgerServer): Finding[] {
  const subject = `server:${server.name}`;
  if (server.vanished) {
    const title = `${server.name} is no longer in the cluster, and pods of the ledger are still on it`;
    const explanation =
      "The node was removed. Its pods are gone with it: end or recreate them; their capacity is freed then.";
    return [finding("SERVER_VANISHED", "CRITICAL", subject, title, explanation, server.allocated)];
  }
  const taken = addNeeds(server.allocated, server.foreign);
  const over = clampNeed(subtractNeeds(taken, server.allocatable));
  if (NEEDS.every((name) => over[name] === 0)) return [];
  const title = `More is promised on ${server.name} than it has`;
  const explanation =
    "The server shrank, or a pod of another tool came to it after the reservation. Nothing new is placed here until it fits again.";
  const differences = NEEDS.filter((name) => over[name] > 0).map((name) => ({
    field: name,
    ledger: String(server.allocated[name]),
    clusterSpec: `${server.foreign[name]} foreign`,
    clusterStatus: `${server.allocatable[name]} allocatable`,
  }));
  return [{ ...finding("OVER_ALLOCATED", "CRITICAL", subject, title, explanation, over), differences }];
}

function counterMismatch(mismatch: Snapshot["counterMismatches"][number]): Finding {
  const subject = `${mismatch.of.toLowerCase()}:${mismatch.name}`;
  const title = `The counter of ${mismatch.name} is not the sum of its allocations`;
  const explanation = "The ledger's own books disagree: its file was edited, or this is a bug. Please report it.";
  const differences = NEEDS.filter((name) => mismatch.counter[name] !== mismatch.sum[name]).map((name) => ({
    field: name,
    ledger: `counter ${mismatch.counter[name]}, sum ${mismatch.sum[name]}`,
    clusterSpec: null,
    clusterStatus: null,
  }));
  return { ...finding("COUNTER_MISMATCH", "CRITICAL", subject, title, explanation, null), differences };
}

function finding(
  cls: Finding["class"],
  severity: Finding["severity"],
  subject: string,
  title: string,
  explanation: string,
  cost: Need | null,
): Finding {
  const id = `${cls}:${subject}`;
  const amounts = cost ? pickAmounts(cost) : NO_AMOUNTS;
  return {
    id,
    class: cls,
    severity,
    subject,
    pod: null,
    title,
    explanation,
    differences: [],
    cost: amounts,
    repair: null,
  };
}
