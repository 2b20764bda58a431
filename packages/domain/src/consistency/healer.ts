import { type Actor, HEALING } from "../model/actor.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { CommandRequest, PodCommands } from "../operations/commands.ts";
import { refusedEvent } from "../operations/idempotency.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Cluster, ClusterView } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { invalid, readOperationId } from "../rules/pod-input.ts";
import type { Stop } from "./brake.ts";
import type { Finding } from "./finding.ts";
import { type FindingLife, isAlert } from "./finding-life.ts";
import { FindingRecords } from "./finding-records.ts";
import type { HealingTrigger } from "./healing-pass.ts";
import { asRequest, type Healed, HealingPasses } from "./healing-passes.ts";
import type { LedgerPods } from "./ledger-pods.ts";
import type { LivingComparison } from "./living-comparison.ts";
import { listOf, plan, type RepairList, type Selection } from "./plan.ts";
import { type HealingPolicy, isAutomatic, mayHeal, modeFor, type PolicyDefaults, type PolicyMode } from "./policy.ts";
import { StoppedPlans } from "./stopped-plans.ts";

export interface HealerPorts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly cluster: Pick<Cluster, "inspectPod" | "podEvents" | "readNamespace">;
  readonly commands: Pick<PodCommands, "repair">;
  readonly comparison: LivingComparison;
  readonly pods: LedgerPods;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly defaults: PolicyDefaults;
}

/** One finding with what is known of it beyond the moment. `life` is null while it is too young to be written down. */
export interface ReportedFinding {
  readonly finding: Finding;
  readonly life: FindingLife | null;
  readonly mode: PolicyMode;
  /** Its default repair is done by itself. */
  readonly automatic: boolean;
}

export interface Report {
  readonly checkedAt: Date;
  /** Sequence of the ledger that was compared. */
  readonly sequence: number;
  readonly findings: readonly ReportedFinding[];
  /** Why healing by itself is stopped, and the plan to confirm; null: it is not. */
  readonly stopped: Stop | null;
}

export interface HealRequest extends CommandRequest, Selection {
  /** Only if the plan is still this one; null: whatever it is now. */
  readonly planId: string | null;
}

/**
 * Compares, writes down what became of findings, and repairs: by request, on a schedule and by events, in one way. One at a time, so that
 * no finding is repaired twice.
 */
export class Healer {
  readonly #ports: HealerPorts;
  readonly records: FindingRecords;
  readonly #passes: HealingPasses;
  readonly #stops: StoppedPlans;
  /** The stopped plan that the history tells of already. */
  #toldStop: string | null = null;
  #policies: readonly HealingPolicy[] = [];
  #lane: Promise<unknown> = Promise.resolve();

  constructor(ports: HealerPorts) {
    this.#ports = ports;
    this.records = new FindingRecords(ports);
    this.#passes = new HealingPasses(ports, this.records);
    this.#stops = new StoppedPlans(ports);
  }

  async start(): Promise<void> {
    this.#policies = await this.#ports.ledger.healingPolicies();
    await this.records.load();
    await this.#ports.comparison.start();
  }

  /** The lines that people set. */
  get policies(): readonly HealingPolicy[] {
    return this.#policies;
  }

  get defaults(): PolicyDefaults {
    return this.#ports.defaults;
  }

  /** What stands at this moment. Writes nothing down and repairs nothing. */
  async report(): Promise<Report> {
    await this.#ports.comparison.readBooks();
    const findings = this.#ports.comparison.findings();
    const stop = await this.#stops.stopOfAutomatic(this.#automaticPlan(findings));
    return this.#reported(findings, stop);
  }

  /** One look: writes down what became of findings, looks for actors, and repairs what the policies let it. */
  look(trigger: Exclude<HealingTrigger, "REQUEST">): Promise<Report> {
    return this.#inLane(async () => {
      const { comparison, view } = this.#ports;
      await comparison.readBooks(trigger === "SCHEDULE");
      const { stale } = view.freshness();
      const findings = comparison.findings();
      if (stale || !view.synced) return this.#reported(findings, null);
      const { opened, closed } = await this.records.fold(findings);
      const automatic = this.#automaticPlan(findings);
      const stop = await this.#stops.stopOfAutomatic(automatic);
      const apply = stop === null && automatic.repairs.length > 0;
      const news = { opened: opened.length, closed: closed.length, found: findings.length };
      const isNewStop = stop !== null && stop.planId !== this.#toldStop;
      this.#toldStop = stop?.planId ?? null;
      if (apply) await this.#passes.apply(HEALING, automatic, { trigger, ...news, operationId: null, inputHash: null });
      else if (opened.length + closed.length > 0 || isNewStop) {
        await this.#passes.note(HEALING, automatic, { trigger, ...news }, stop);
      }
      return this.#reported(comparison.findings(), stop);
    });
  }

  /** Looks for the likely actors of what stands. True: some were found. */
  investigate(): Promise<boolean> {
    const standing = new Set(this.#ports.comparison.findings().map(({ id }) => id));
    return this.records.investigate(standing);
  }

  /** Repairs what a person or program asks for. */
  heal(actor: Actor, request: HealRequest): Promise<Result<Healed, Refusal>> {
    return this.#asked(actor, "heal", "plan:new", request, async () => {
      const fault = readOperationId(request.operationId);
      if (fault) return refuse(fault);
      const repeated = await this.#passes.answeredBefore(actor, request);
      if (repeated) return repeated;
      const trusted = this.#untrusted();
      if (trusted) return refuse(trusted);
      await this.#ports.comparison.readBooks(true);
      const findings = this.#ports.comparison.findings();
      const planned = this.#plan(findings, request);
      if (!planned.ok) return planned;
      const list = planned.value;
      if (request.planId !== null && request.planId !== list.id) return refuse(anotherPlan(list));
      const stop = await this.#stops.stopOf(list);
      if (request.dryRun) return this.#passes.dryRun(actor, list, { planId: this.#stops.idOf(list), stopped: stop });
      if (stop !== null) {
        this.#stops.remember(stop.planId, { findings: request.findings, kind: request.kind });
        return refuse({ kind: "HealingStopped", message: `healing is stopped: ${stop.why}`, ...stop });
      }
      await this.records.fold(findings, true);
      return this.#passes.apply(actor, list, asRequest(request, findings));
    });
  }

  /** Applies the very plan that the brake stopped, and acknowledges what the view was suspicious of. */
  confirm(actor: Actor, request: CommandRequest & { readonly planId: string }): Promise<Result<Healed, Refusal>> {
    return this.#asked(actor, "confirmHealing", `plan:${request.planId.slice(0, 64)}`, request, async () => {
      const { planId } = request;
      const fault = readOperationId(request.operationId);
      if (fault) return refuse(fault);
      const selection = this.#stops.get(planId);
      const asked = { ...request, ...(selection === "AUTOMATIC" || !selection ? EVERYTHING : selection) };
      const repeated = await this.#passes.answeredBefore(actor, asked);
      if (repeated) return repeated;
      if (!selection) return refuse({ kind: "NotFound", what: "PLAN", message: "no such plan waits to be confirmed" });
      const { comparison, view } = this.#ports;
      if (view.freshness().stale) return refuse(notFresh(view.freshness().why));
      await comparison.readBooks(true);
      const findings = comparison.findings();
      const planned = selection === "AUTOMATIC" ? ok(this.#automaticPlan(findings)) : this.#plan(findings, selection);
      if (!planned.ok) return planned;
      if (this.#stops.idOf(planned.value) !== planId) return refuse(anotherPlan(planned.value));
      if (request.dryRun) return this.#passes.dryRun(actor, planned.value, { planId, stopped: null });
      await this.#audit(actor, "confirmHealing", `plan:${planId}`, view.freshness().suspicious ?? null);
      view.acknowledge();
      this.#stops.forget(planId);
      await this.records.fold(findings, true);
      return this.#passes.apply(actor, planned.value, asRequest(asked, findings));
    });
  }

  /** A finding may stand as it is (`why`), or is to be looked at again (null). */
  accept(actor: Actor, findingId: string, why: string | null): Promise<Result<ReportedFinding, Refusal>> {
    const action = why === null ? "reopenFinding" : "acceptFinding";
    return this.#asked(actor, action, `finding:${findingId.slice(0, 64)}`, { dryRun: false }, async () => {
      const finding = this.#ports.comparison.findings().find(({ id }) => id === findingId);
      if (!finding) return refuse(noSuchFinding(findingId));
      if (why !== null && why.trim() === "")
        return refuse(invalid([{ path: "why", message: "says why it may stand" }]));
      await this.records.fold([...this.#ports.comparison.findings()], true);
      const life = this.records.get(findingId);
      if (!life) throw new Error(`finding ${findingId} was not written down`);
      const decided = { decidedBy: actor.name, decidedWhy: why, changedAt: this.#ports.clock.now() };
      const next: FindingLife = { ...life, ...decided, state: why === null ? "OPEN" : "ACCEPTED" };
      await this.#audit(actor, action, finding.subject, why);
      await this.records.save([next]);
      return ok(this.#withLife(finding));
    });
  }

  /** Sets the line of a class, everywhere or in one namespace; null mode takes it away. */
  setPolicy(
    actor: Actor,
    line: Omit<HealingPolicy, "mode"> & { readonly mode: PolicyMode | null },
  ): Promise<Result<readonly HealingPolicy[], Refusal>> {
    const subject = `policy:${line.class}${line.namespace === null ? "" : `/${line.namespace}`}`;
    return this.#asked(actor, "setHealingPolicy", subject, { dryRun: false }, async () => {
      if (line.mode === "HEAL" && !mayHeal(line.class)) {
        const message = `${line.class} has no repair that may be done unasked: REPORT or ASK`;
        return refuse(invalid([{ path: "mode", message }]));
      }
      const { ledger } = this.#ports;
      const before = this.#policies.find((each) => each.class === line.class && each.namespace === line.namespace);
      await ledger.write(async (tx) => {
        await tx.setPolicy(line);
        await tx.audit({
          actor,
          action: "setHealingPolicy",
          subject,
          result: "DONE",
          reason: null,
          before: before?.mode ?? null,
          after: line.mode,
          operationId: null,
        });
      });
      this.#policies = await ledger.healingPolicies();
      return ok(this.#policies);
    });
  }

  // Its inside

  #inLane<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#lane.then(work, work);
    this.#lane = run.catch(() => undefined);
    return run;
  }

  /** In the lane; a refusal leaves its audit event, unless nothing was really asked for. */
  #asked<T>(
    actor: Actor,
    action: string,
    subject: string,
    request: Pick<CommandRequest, "dryRun">,
    work: () => Promise<Result<T, Refusal>>,
  ): Promise<Result<T, Refusal>> {
    return this.#inLane(async () => {
      const answer = await work();
      if (!answer.ok && !request.dryRun) {
        const event = refusedEvent({ actor, action, subject }, answer.error);
        await this.#ports.ledger.write((tx) => tx.audit(event));
      }
      return answer;
    });
  }

  #reported(findings: readonly Finding[], stopped: Stop | null): Report {
    const { clock, ledger } = this.#ports;
    return {
      checkedAt: clock.now(),
      sequence: ledger.sequence(),
      findings: findings.map((finding) => this.#withLife(finding)),
      stopped,
    };
  }

  #withLife(finding: Finding): ReportedFinding {
    const life = this.records.get(finding.id) ?? null;
    const ended = life?.state === "REPAIRED" || life?.state === "RESOLVED";
    const mode = modeFor(this.#policies, this.#ports.defaults, finding);
    return { finding, life: ended ? null : life, mode, automatic: isAutomatic(finding, mode) };
  }

  /** "All" leaves out what a person accepted as it is. */
  #plan(findings: readonly Finding[], selection: Selection): Result<RepairList, Refusal> {
    const open = findings.filter(({ id }) => this.records.get(id)?.state !== "ACCEPTED");
    return plan(selection.findings === null ? open : findings, selection);
  }

  /** What the policies let be done by itself now: not what is young, accepted, under repair, backing off or an alert. */
  #automaticPlan(findings: readonly Finding[]): RepairList {
    const now = this.#ports.clock.now();
    const repairs = findings.flatMap((finding) => {
      const { life, automatic } = this.#withLife(finding);
      const isDue = life?.state === "OPEN" && (life.nextAttemptAt === null || life.nextAttemptAt <= now);
      return automatic && isDue && !isAlert(life) && finding.repair ? [finding.repair] : [];
    });
    return listOf(repairs, findings);
  }

  /** A plan is made only on a view that is fresh; what is suspicious is the brake's. */
  #untrusted(): Refusal | null {
    const { view } = this.#ports;
    const { stale, why } = view.freshness();
    return stale || !view.synced ? notFresh(why) : null;
  }

  async #audit(actor: Actor, action: string, subject: string, reason: string | null): Promise<void> {
    const rest = { result: "DONE", before: null, after: null, operationId: null } as const;
    await this.#ports.ledger.write((tx) => tx.audit({ actor, action, subject, reason, ...rest }));
  }
}

const EVERYTHING: Selection = { findings: null, kind: null };

function anotherPlan(list: RepairList): Refusal {
  const message = `what is to be repaired has changed meanwhile: the plan is ${list.id} now, look at it again`;
  return { kind: "Conflict", message, currentVersion: null };
}

function notFresh(why: string | null): Refusal {
  const message = `nothing is healed on a view that cannot be trusted: ${why ?? "the cluster has not been seen yet"}`;
  return { kind: "ClusterUnavailable", message };
}

function noSuchFinding(id: string): Refusal {
  return { kind: "NotFound", what: "FINDING", message: `there is no finding "${id.slice(0, 80)}" now` };
}
