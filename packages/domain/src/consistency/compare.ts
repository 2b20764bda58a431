import { podKeyText } from "../model/pod.ts";
import { counterMismatch, namespaceMissing } from "./compare-books.ts";
import { compareNamespace } from "./compare-namespaces.ts";
import { compareBusy, comparePod } from "./compare-pods.ts";
import { compareServer } from "./compare-servers.ts";
import { compareUnknown } from "./compare-unknown.ts";
import type { Finding } from "./finding.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Every disagreement between the two sides, the gravest first, then by subject. Pure and deterministic: the same snapshot gives
 * the same findings, and two sides that agree give none.
 */
export function compare(snapshot: Snapshot): Finding[] {
  const { installationId, busy, observedPods, observedNamespaces } = snapshot;
  const findings: Finding[] = [];
  const byKey = new Map(snapshot.pods.map((pod) => [podKeyText(pod), pod]));
  for (const [key, pod] of byKey) {
    const compareOne = busy.has(pod.id) ? compareBusy : comparePod;
    findings.push(...compareOne(snapshot, pod, observedPods.get(key)));
  }
  for (const [key, seen] of observedPods) {
    const unknown = compareUnknown(installationId, byKey.get(key), seen);
    if (unknown) findings.push(unknown);
  }
  for (const server of snapshot.servers.values()) findings.push(...compareServer(snapshot, server));
  findings.push(...snapshot.counterMismatches.map(counterMismatch));
  if (observedNamespaces !== null) {
    const missing = snapshot.namespaces.map((namespace) => namespaceMissing(namespace, observedNamespaces));
    findings.push(...missing.filter((finding) => finding !== null));
  }
  findings.push(...snapshot.keptNamespaces.flatMap(compareNamespace));
  return findings.sort(byGravity);
}

const GRAVITY = { CRITICAL: 0, WARNING: 1, INFO: 2 } as const;

/** The order in which findings are shown. */
export function byGravity(a: Finding, b: Finding): number {
  return GRAVITY[a.severity] - GRAVITY[b.severity] || compareText(a.subject, b.subject) || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
