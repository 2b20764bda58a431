import type { AuditRecord } from "../model/audit.ts";
import type { ObservedNamespaceObject } from "../model/namespace-object.ts";
import type { PodEvent } from "../model/pod.ts";
import type { Cluster, FieldWriter } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { nameOfObject } from "../rules/namespace-objects.ts";
import { type Cause, likelyCause } from "./cause.ts";
import type { Finding } from "./finding.ts";

export interface EvidencePorts {
  readonly cluster: Pick<Cluster, "inspectPod" | "podEvents" | "readNamespace">;
  readonly ledger: Pick<Ledger, "auditTrail" | "namespaces">;
}

const AUDIT_MAX = 20;

/** Asks cluster and audit who did it. Null: the cluster could not be asked now. */
export async function investigate(ports: EvidencePorts, finding: Finding, now: Date): Promise<Cause | null> {
  const [writers, events] = await Promise.all([writersOf(ports, finding), eventsOf(ports, finding)]);
  if (writers === null || events === null) return null;
  return likelyCause(finding, { writers, events, audit: await auditOf(ports, finding) }, now);
}

/** What we did to the subject; to a namespace, by changing its team, too. */
async function auditOf({ ledger }: EvidencePorts, finding: Finding): Promise<readonly AuditRecord[]> {
  const { subject } = finding;
  if (!isDriftOfNamespace(finding)) return ledger.auditTrail(subject, AUDIT_MAX);
  const owned = (await ledger.namespaces()).find(({ name }) => name === finding.namespace);
  const trails = [subject, ...(owned ? [`team:${owned.team}`] : [])].map((each) => ledger.auditTrail(each, AUDIT_MAX));
  return (await Promise.all(trails)).flat().sort((a, b) => a.at.getTime() - b.at.getTime());
}

function isDriftOfNamespace(finding: Finding): boolean {
  return ["QUOTA_DRIFT", "NETWORK_DRIFT", "PULL_SECRET_DRIFT"].includes(finding.class);
}

async function writersOf({ cluster }: EvidencePorts, finding: Finding): Promise<readonly FieldWriter[] | null> {
  const { pod, namespace } = finding;
  if (namespace !== null && isDriftOfNamespace(finding)) {
    const answer = await cluster.readNamespace(namespace);
    if (answer.kind === "ok") return answer.value.objects.flatMap(writersOfObject).sort(byTime);
    return answer.kind === "unavailable" ? null : [];
  }
  if (pod === null) return [];
  const answer = await cluster.inspectPod(pod);
  if (answer.kind === "ok") return answer.value.writers;
  return answer.kind === "unavailable" ? null : [];
}

function writersOfObject(object: ObservedNamespaceObject): readonly FieldWriter[] {
  return object.writers.map((writer) => ({ ...writer, fields: [nameOfObject(object)] }));
}

function byTime(a: FieldWriter, b: FieldWriter): number {
  return (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0);
}

async function eventsOf({ cluster }: EvidencePorts, { pod }: Finding): Promise<readonly PodEvent[] | null> {
  if (pod === null) return [];
  const answer = await cluster.podEvents(pod, null);
  if (answer.kind === "ok") return answer.value;
  return answer.kind === "unavailable" ? null : [];
}
