import type { Actor } from "../model/actor.ts";
import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { CommandRequest, PodCommands } from "../operations/commands.ts";
import { inputHash } from "../operations/input-hash.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";
import { applyRepairs } from "./apply-repairs.ts";
import type { Stop } from "./brake.ts";
import type { Finding, Repair } from "./finding.ts";
import { type FindingLife, inVain } from "./finding-life.ts";
import type { FindingRecords } from "./finding-records.ts";
import type { HealingPass, HealingTrigger, RepairOutcome } from "./healing-pass.ts";
import type { RepairList, Selection } from "./plan.ts";

export interface HealingPassesPorts {
  readonly ledger: Ledger;
  readonly commands: Pick<PodCommands, "repair">;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface Healed {
  readonly planId: string;
  readonly repairs: readonly Repair[];
  readonly operations: readonly Operation[];
  /** Why the brake would stop it; null: it would not. Only in a dry run: else it is a refusal. */
  readonly stopped: Stop | null;
}

/** What set a pass off, and what it found. */
export interface PassRun {
  readonly trigger: HealingTrigger;
  readonly found: number;
  readonly opened: number;
  readonly closed: number;
  readonly operationId: string | null;
  readonly inputHash: string | null;
}

/** Applies plans, and writes each pass down before and after: what the brake counts, and what an idempotency key was answered. */
export class HealingPasses {
  readonly #ports: HealingPassesPorts;
  readonly #records: FindingRecords;

  constructor(ports: HealingPassesPorts, records: FindingRecords) {
    this.#ports = ports;
    this.#records = records;
  }

  /** The same idempotency key gets the same answer, and with another input a refusal. */
  async answeredBefore(actor: Actor, request: Selection & CommandRequest): Promise<Result<Healed, Refusal> | null> {
    if (request.operationId === null || request.dryRun) return null;
    const pass = await this.#ports.ledger.healingPass(passId(actor, request.operationId));
    if (pass === null) return null;
    if (pass.inputHash !== hashOf(request)) {
      const message = `operation id ${request.operationId} was used before with another input`;
      return refuse({ kind: "Conflict", message, currentVersion: null });
    }
    // The process died in the middle of it: what is left is planned anew, each repair under the same key as before.
    if (pass.endedAt === null) return null;
    const started = pass.repairs.filter(({ result }) => result === "STARTED");
    const ids = started.map(({ operationId }) => operationId).filter((id) => id !== null);
    const operations = await Promise.all(ids.map((id) => this.#ports.ledger.operation(id)));
    return ok({
      planId: pass.planId ?? "",
      repairs: started.map(({ repair }) => repair),
      operations: operations.filter((operation) => operation !== null),
      stopped: null,
    });
  }

  /** What each repair would be answered; nothing is written down. */
  async dryRun(
    actor: Actor,
    list: RepairList,
    about: Pick<Healed, "planId" | "stopped">,
  ): Promise<Result<Healed, Refusal>> {
    const outcomes = await applyRepairs(this.#ports.commands, actor, list, { dryRun: true, operationId: null });
    const repairs = outcomes.filter(({ outcome }) => outcome.ok).map(({ repair }) => repair);
    const [first] = outcomes.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.error]));
    if (repairs.length === 0 && first) return refuse(first);
    return ok({ ...about, repairs, operations: [] });
  }

  /** Applies each repair of the plan as an operation of its own. A refusal only where all were refused. */
  async apply(actor: Actor, list: RepairList, run: PassRun): Promise<Result<Healed, Refusal>> {
    const pass = this.#newPass(actor, list, run, null);
    // Before anything is done, so that the brake counts it even where the process dies in the middle.
    await this.#save({ ...pass, endedAt: null });
    const key = { dryRun: false, operationId: run.operationId };
    const outcomes = await applyRepairs(this.#ports.commands, actor, list, key);
    const repairs: RepairOutcome[] = [];
    const operations: Operation[] = [];
    const lives: FindingLife[] = [];
    let refusal: Refusal | null = null;
    const now = this.#ports.clock.now();
    for (const { repair, outcome } of outcomes) {
      const operation = outcome.ok ? outcome.value.operation : null;
      if (operation) operations.push(operation);
      if (!outcome.ok) refusal ??= outcome.error;
      const life = this.#records.get(repair.findingId);
      if (life)
        lives.push(
          outcome.ok ? underRepair(life, actor, repair, operation, now) : inVain(life, outcome.error.message, now),
        );
      const message = outcome.ok ? null : outcome.error.message;
      const { class: cls, subject } = findingOf(list, repair);
      const result = outcome.ok ? "STARTED" : "REFUSED";
      repairs.push({ repair, class: cls, subject, result, message, operationId: operation?.id ?? null });
    }
    await this.#records.save(lives);
    await this.#save({ ...pass, repairs, deletions: deletionsOf(repairs), endedAt: now });
    const started = repairs.filter(({ result }) => result === "STARTED").map(({ repair }) => repair);
    // What was repaired was repaired: a refusal of the rest is seen by its finding, which is still there.
    return started.length === 0 && refusal
      ? refuse(refusal)
      : ok({ planId: list.id, repairs: started, operations, stopped: null });
  }

  /** Writes down a pass that repaired nothing: it found something new, or it was stopped. */
  async note(
    actor: Actor,
    list: RepairList,
    run: Omit<PassRun, "operationId" | "inputHash">,
    stop: Stop | null,
  ): Promise<void> {
    await this.#save(this.#newPass(actor, list, run, stop));
  }

  #newPass(
    actor: Actor,
    list: RepairList,
    run: Omit<PassRun, "operationId" | "inputHash"> & Partial<PassRun>,
    stop: Stop | null,
  ): HealingPass {
    const { clock, ledger, ids } = this.#ports;
    const { operationId = null, inputHash: hash = null } = run;
    const now = clock.now();
    return {
      id: operationId === null ? ids.uuid() : passId(actor, operationId),
      trigger: run.trigger,
      actor,
      inputHash: hash,
      beganAt: now,
      endedAt: now,
      sequence: ledger.sequence(),
      found: run.found,
      opened: run.opened,
      closed: run.closed,
      deletions: stop === null ? list.repairs.filter(({ deletes }) => deletes).length : 0,
      repairs: [],
      planId: list.repairs.length > 0 || stop !== null ? (stop?.planId ?? list.id) : null,
      stopped: stop?.why ?? null,
    };
  }

  async #save(pass: HealingPass): Promise<void> {
    await this.#ports.ledger.write((tx) => tx.savePass(pass));
  }
}

/** A pass that somebody asked for. */
export function asRequest(request: Selection & { operationId: string | null }, findings: readonly Finding[]): PassRun {
  const { operationId } = request;
  const hash = operationId === null ? null : hashOf(request);
  return { trigger: "REQUEST", opened: 0, closed: 0, found: findings.length, operationId, inputHash: hash } as const;
}

function underRepair(
  life: FindingLife,
  actor: Actor,
  repair: Repair,
  operation: Operation | null,
  now: Date,
): FindingLife {
  const decided = { decidedBy: actor.name, decidedWhy: null, repair: repair.kind };
  return { ...life, ...decided, state: "REPAIRING", operationId: operation?.id ?? null, error: null, changedAt: now };
}

function findingOf({ findings }: RepairList, { findingId }: Repair): Finding {
  const finding = findings.get(findingId);
  if (!finding) throw new Error(`repair of ${findingId} has lost its finding`);
  return finding;
}

function deletionsOf(repairs: readonly RepairOutcome[]): number {
  return repairs.filter(({ result, repair }) => result === "STARTED" && repair.deletes).length;
}

function hashOf({ findings, kind }: Selection): string {
  return inputHash("heal", { dryRun: false, operationId: null, ...{ findings, kind } });
}

/** Scoped to the actor, as every idempotency key. */
function passId(actor: Actor, operationId: string): string {
  return `${actor.id}:${operationId}`;
}
