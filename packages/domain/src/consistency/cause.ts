import type { AuditRecord } from "../model/audit.ts";
import type { PodEvent } from "../model/pod.ts";
import type { FieldWriter } from "../ports/cluster.ts";
import type { Finding } from "./finding.ts";

/** Who or what most likely caused a finding, and by which evidence. */
export interface Cause {
  /** `kubectl-edit`, a component of the cluster, a person by our audit; null: nothing tells. */
  readonly who: string | null;
  /** What it did: `Update`, `Apply`, the event's reason, the audited action; null: not known. */
  readonly operation: string | null;
  readonly at: Date | null;
  readonly source: "MANAGED_FIELDS" | "EVENT" | "AUDIT" | "NONE";
  /** One plain sentence. */
  readonly words: string;
}

/** What was found that may tell who did it. Each list is the oldest first. */
export interface Evidence {
  readonly writers: readonly FieldWriter[];
  readonly events: readonly PodEvent[];
  readonly audit: readonly AuditRecord[];
}

/** The field managers that write as we do, or report rather than wish. */
const NOT_SUSPECT: ReadonlySet<string> = new Set(["resource-manager", "kubelet", "kwok", "kube-scheduler"]);
/** Events that say why a pod went, the more telling first. */
const TELLING = ["TaintManagerEviction", "Preempted", "Evicted", "NodeControllerEviction", "OOMKilling", "Killing"];
/** What an audited action must be about to count: it was ours that changed the books or the pod. */
const AUDIT_WINDOW_MS = 60 * 60_000;

/** Pure: the best of the evidence, in this order: who wrote the field that differs, what the cluster says, what we did. */
export function likelyCause(finding: Finding, evidence: Evidence, now: Date): Cause {
  return (
    byWriter(finding, evidence.writers) ??
    byEvent(finding, evidence.events) ??
    byAudit(evidence.audit, now) ??
    notKnown(finding)
  );
}

function notKnown({ class: cls, differences }: Finding): Cause {
  const isGone = differences.length > 0 && differences.every(({ clusterSpec }) => clusterSpec === "absent");
  const words =
    cls === "POD_MISSING" || cls === "STALE_RESERVATION" || isGone
      ? DELETED
      : "Nothing in the cluster or in the audit tells.";
  return { who: null, operation: null, at: null, source: "NONE", words };
}

const DELETED =
  "Nothing tells who did it: Kubernetes keeps no name of who deletes, and the cluster's audit log is not ours to read.";

function byWriter(finding: Finding, writers: readonly FieldWriter[]): Cause | null {
  if (finding.class === "POD_MISSING" || finding.class === "STALE_RESERVATION") return null;
  const fields = new Set(finding.differences.map(({ field }) => fieldGroup(field)));
  const touching = writers.filter(({ fields: written }) => written.some((name) => fields.has(name)));
  const others = touching.filter(({ manager }) => !NOT_SUSPECT.has(manager));
  const isUnknown = finding.class === "ORPHAN" || finding.class === "FOREIGN_POD";
  const writer = others.at(-1) ?? (isUnknown ? writers.find(madeIt) : undefined);
  if (!writer) return null;
  const { manager, operation, at } = writer;
  const what = others.length > 0 ? `${[...fields].join(", ")} last` : "it";
  return { who: manager, operation, at, source: "MANAGED_FIELDS", words: `${manager} wrote ${what} (${operation}).` };
}

/** Within the second of a pod's making its first status is often written, too: who wrote no more than that did not make it. */
function madeIt({ fields }: FieldWriter): boolean {
  return fields.some((field) => field !== "status");
}

/** The difference's field as managed fields name it; of a namespace's objects, the object: `ResourceQuota resource-manager: pods`. */
function fieldGroup(field: string): string {
  const object = field.indexOf(": ");
  if (object > 0) return field.slice(0, object);
  if (field.startsWith("mark ")) return field === "mark owner" ? "annotations" : "labels";
  if (field.startsWith("env ")) return "env";
  return ["cpu", "ram", "gpus", "storage"].includes(field) ? "resources" : field;
}

function byEvent(finding: Finding, events: readonly PodEvent[]): Cause | null {
  if (finding.class === "FOREIGN_POD" || finding.class === "ORPHAN") return null;
  for (const reason of TELLING) {
    const event = events.findLast((each) => each.reason === reason);
    if (!event) continue;
    const who = event.source === "" ? null : event.source;
    const words = `The cluster says ${reason}: ${event.message}`;
    return { who, operation: reason, at: event.lastSeenAt, source: "EVENT", words };
  }
  return null;
}

function byAudit(audit: readonly AuditRecord[], now: Date): Cause | null {
  const last = audit.findLast(
    ({ at, result }) => result !== "REFUSED" && now.getTime() - at.getTime() < AUDIT_WINDOW_MS,
  );
  if (!last) return null;
  const { actor, action, at } = last;
  const words = `Nothing in the cluster tells. The last that Resource Manager did there: ${wordsOf(action)}, for ${actor.name}.`;
  return { who: null, operation: action, at, source: "AUDIT", words };
}

/** `createPod`, `operation.CREATE_POD` and `heal.RETIRE` as people read them: `create pod`, `create pod` and `repair by retire`. */
function wordsOf(action: string): string {
  const words = action.replace(/^operation\./, "").replace(/^heal\./, "repair by ");
  return words
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}
