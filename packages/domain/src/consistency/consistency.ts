import { createHash } from "node:crypto";
import type { Actor } from "../model/actor.ts";
import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { CommandOutcome, CommandRequest, PodCommands } from "../operations/commands.ts";
import type { Clock } from "../ports/clock.ts";
import type { Cluster, ClusterView } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { invalid } from "../rules/pod-input.ts";
import { compare } from "./compare.ts";
import type { Finding, Repair } from "./finding.ts";

export interface ConsistencyPorts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly cluster: Pick<Cluster, "readPod">;
  readonly commands: PodCommands;
  readonly clock: Clock;
  readonly installationId: string;
}

export interface Report {
  readonly checkedAt: Date;
  /** Sequence of the ledger that was compared. */
  readonly sequence: number;
  readonly findings: readonly Finding[];
}

export interface HealRequest extends CommandRequest {
  /** Ids of findings; null: all that have a repair. */
  readonly findings: readonly string[] | null;
}

export interface Healed {
  readonly repairs: readonly Repair[];
  readonly operations: readonly Operation[];
}

/** Observes both sides and compares them. Changes nothing. */
export async function checkConsistency({ ledger, view, clock, installationId }: ConsistencyPorts): Promise<Report> {
  const [pods, open, counterMismatches] = [
    await ledger.livePods(),
    await ledger.openOperations(),
    await ledger.counterMismatches(),
  ];
  const findings = view.synced
    ? compare({
        installationId,
        now: clock.now(),
        pods,
        busy: new Set(open.flatMap((operation) => operation.podId ?? [])),
        servers: ledger.servers(),
        counterMismatches,
        observedPods: view.pods(),
        observedServers: view.servers(),
      })
    : [];
  return { checkedAt: clock.now(), sequence: ledger.sequence(), findings };
}

/** Applies the planned repairs through the same durable operations as people's changes. */
export async function heal(
  ports: ConsistencyPorts,
  actor: Actor,
  request: HealRequest,
): Promise<Result<Healed, Refusal>> {
  const freshness = ports.view.freshness();
  if (!ports.view.synced || freshness.stale || freshness.suspicious) {
    const why = freshness.suspicious ?? freshness.why ?? "the cluster has not been seen yet";
    return refuse({
      kind: "ClusterUnavailable",
      message: `nothing is healed on a view that cannot be trusted: ${why}`,
    });
  }
  const { findings } = await checkConsistency(ports);
  const chosen = choose(findings, request.findings);
  if (!chosen.ok) return chosen;
  const repairs: Repair[] = [];
  const operations: Operation[] = [];
  let refusal: Refusal | null = null;
  for (const { finding, repair } of chosen.value) {
    const outcome = await apply(ports, actor, finding, repair, request);
    if (outcome.ok) repairs.push(repair);
    else refusal ??= outcome.error;
    if (outcome.ok && outcome.value) operations.push(outcome.value);
  }
  // What was repaired was repaired: a refusal of the rest is seen by its finding, which is still there.
  return repairs.length === 0 && refusal ? refuse(refusal) : ok({ repairs, operations });
}

interface Planned {
  readonly finding: Finding;
  readonly repair: Repair;
}

function choose(findings: readonly Finding[], ids: readonly string[] | null): Result<Planned[], Refusal> {
  const planned = (finding: Finding): Planned[] => (finding.repair ? [{ finding, repair: finding.repair }] : []);
  if (ids === null) return ok(findings.flatMap(planned));
  const chosen: Planned[] = [];
  for (const [index, id] of ids.entries()) {
    const finding = findings.find((candidate) => candidate.id === id);
    if (!finding)
      return refuse({ kind: "NotFound", what: "FINDING", message: `there is no finding "${id.slice(0, 80)}" now` });
    if (!finding.repair)
      return refuse(invalid([{ path: `findings.${index}`, message: "has no repair: a person must settle it" }]));
    chosen.push({ finding, repair: finding.repair });
  }
  return ok(chosen);
}

async function apply(
  { commands, cluster }: ConsistencyPorts,
  actor: Actor,
  finding: Finding,
  repair: Repair,
  { dryRun, operationId }: CommandRequest,
): Promise<Result<Operation | null, Refusal>> {
  if (!finding.pod) throw new Error(`finding ${finding.id} has a repair, but no pod`);
  const key = operationId === null ? null : keyOfRepair(operationId, repair.findingId);
  const request = { ...finding.pod, dryRun, operationId: key };
  if (repair.kind === "REAPPLY") return outcomeOf(await commands.reapply(actor, request));
  // The view may lag: only the API server can say that the pod is absent.
  const read = await cluster.readPod(finding.pod);
  if (read.kind === "unavailable") return refuse({ kind: "ClusterUnavailable", message: read.message });
  const absent = read.kind === "notFound" || (read.kind === "ok" && read.value.mark?.podId !== repair.podId);
  if (!absent) {
    const message = `${finding.subject} is there after all: nothing was repaired`;
    return refuse({ kind: "Conflict", message, currentVersion: repair.podVersion });
  }
  return outcomeOf(await commands.delete(actor, { ...request, podId: repair.podId, version: repair.podVersion }));
}

function outcomeOf(outcome: Result<CommandOutcome, Refusal>): Result<Operation | null, Refusal> {
  return outcome.ok ? ok(outcome.value.operation) : outcome;
}

/** One request repairs many findings: each repair has a key of its own, the same one when the request is repeated. */
function keyOfRepair(operationId: string, findingId: string): string {
  const hex = createHash("sha256").update(`${operationId}\n${findingId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
