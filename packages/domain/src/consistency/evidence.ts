import type { PodEvent } from "../model/pod.ts";
import type { Cluster, FieldWriter } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { type Cause, likelyCause } from "./cause.ts";
import type { Finding } from "./finding.ts";

export interface EvidencePorts {
  readonly cluster: Pick<Cluster, "inspectPod" | "podEvents">;
  readonly ledger: Pick<Ledger, "auditTrail">;
}

const AUDIT_MAX = 20;

/** Asks cluster and audit who did it. Null: the cluster could not be asked now. */
export async function investigate(ports: EvidencePorts, finding: Finding, now: Date): Promise<Cause | null> {
  const [writers, events] = await Promise.all([writersOf(ports, finding), eventsOf(ports, finding)]);
  if (writers === null || events === null) return null;
  const audit = await ports.ledger.auditTrail(finding.subject, AUDIT_MAX);
  return likelyCause(finding, { writers, events, audit }, now);
}

async function writersOf({ cluster }: EvidencePorts, { pod }: Finding): Promise<readonly FieldWriter[] | null> {
  if (pod === null) return [];
  const answer = await cluster.inspectPod(pod);
  if (answer.kind === "ok") return answer.value.writers;
  return answer.kind === "unavailable" ? null : [];
}

async function eventsOf({ cluster }: EvidencePorts, { pod }: Finding): Promise<readonly PodEvent[] | null> {
  if (pod === null) return [];
  const answer = await cluster.podEvents(pod, null);
  if (answer.kind === "ok") return answer.value;
  return answer.kind === "unavailable" ? null : [];
}
