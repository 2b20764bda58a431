import { type Amounts, addNeeds, type Need, NO_AMOUNTS, NO_NEED } from "../model/amounts.ts";
import { type LedgerPod, type PodKey, podKeyText } from "../model/pod.ts";
import type { Difference, Finding, FindingClass, Repair, Severity } from "./finding.ts";

/** A repair before it knows its finding. */
export type RepairPlan = Omit<Repair, "findingId">;

/** What a finding is made of. */
export interface FindingParts {
  readonly class: FindingClass;
  readonly severity: Severity;
  /** What is unique about it within its class. */
  readonly key: string;
  readonly subject: string;
  readonly pod?: PodKey;
  readonly namespace?: string;
  readonly server?: string | null;
  readonly title: string;
  readonly explanation: string;
  readonly differences?: readonly Difference[];
  readonly cost?: Amounts;
  readonly since?: Date | null;
  /** The first is the default one, unless `asks`. */
  readonly repairs?: readonly RepairPlan[];
  /** A person has to choose the repair. */
  readonly asks?: boolean;
}

export function makeFinding(parts: FindingParts): Finding {
  const id = `${parts.class}:${parts.key}`;
  const repairs = (parts.repairs ?? []).map((repair): Repair => ({ ...repair, findingId: id }));
  return {
    id,
    class: parts.class,
    severity: parts.severity,
    subject: parts.subject,
    pod: parts.pod ? { namespace: parts.pod.namespace, name: parts.pod.name } : null,
    namespace: parts.pod?.namespace ?? parts.namespace ?? null,
    server: parts.server ?? null,
    title: parts.title,
    explanation: parts.explanation,
    differences: parts.differences ?? [],
    cost: parts.cost ?? NO_AMOUNTS,
    since: parts.since ?? null,
    repair: parts.asks ? null : (repairs[0] ?? null),
    repairs,
  };
}

/** The parts that every finding about a pod of the ledger has. */
export function aboutPod(pod: LedgerPod): Pick<FindingParts, "key" | "subject" | "pod" | "server"> {
  const server = pod.allocations[0]?.server ?? null;
  return { key: pod.id, subject: `pod:${podKeyText(pod)}`, pod, server };
}

export function heldBy(pod: LedgerPod): Need {
  return pod.allocations.reduce((sum, allocation) => addNeeds(sum, allocation.held), NO_NEED);
}
