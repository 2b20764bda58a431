import { isOver, type Operation, operationSubject } from "../model/operation.ts";
import { podKeyText } from "../model/pod.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Cluster, ClusterView, ClusterViewEvent } from "../ports/cluster.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import type { BoundOutcome, BoundStep, DoneOutcome } from "./bound-step.ts";
import { calledOffBy, cancelledError, turnsBackAt } from "./cancellation.ts";
import { caughtUp, type HeldBack, mayBeHeldBack } from "./held-back.ts";
import { currentStep, failed, stepDone, stepUndone, turnBack, waiting } from "./operation-state.ts";
import { backoffMs, type OperationContext } from "./step.ts";
import { stepsOf } from "./tables.ts";

/** A wait shorter than this is not written down: most creates are bound within it. */
const QUIET_WAIT_MS = 1_000;

export interface RunnerPorts {
  readonly ledger: Ledger;
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly installationId: string;
  /** Told of faults that are bugs or outages of our own: the operation is tried again later. */
  readonly onFault: (operationId: string, fault: unknown) => void;
}

interface Entry {
  /** As the ledger has it, and with what is held back. */
  operation: Operation;
  /** Outcomes that are recorded together with the next one. */
  heldBack: HeldBack[];
  readonly resumed: boolean;
  stepIndex: number;
  undoing: boolean;
  attempts: number;
  triedSince: Date;
  driving: boolean;
  again: boolean;
  /** Another transaction wrote to the operation: read it again before the next attempt. */
  changed: boolean;
  /** Events do not wake it before this time: the cluster asked for quiet, or it backs off. */
  notBeforeMs: number;
  cancelTimer: () => void;
}

/**
 * Drives operations to their end. The outcome of an effect is recorded before the next step that may have one; what had none, and what
 * is only looked at afterwards, is recorded together with what comes next. An operation that waits is woken by what it waits for
 * (its pod, its server, the cluster's return) and by a timer; one attempt at a time per operation.
 */
export class OperationRunner {
  readonly #ports: RunnerPorts;
  readonly #entries = new Map<string, Entry>();
  readonly #byPod = new Map<string, Set<string>>();
  readonly #watchers = new Map<string, Set<(operation: Operation) => void>>();
  readonly #inFlight = new Set<Promise<void>>();
  #unsubscribe: () => void = () => {};
  #stopped = false;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
  }

  /** Takes up what a former process left unfinished. */
  async start(): Promise<void> {
    this.#unsubscribe = this.#ports.view.subscribe((event) => this.#wakeBy(event));
    for (const operation of await this.#ports.ledger.openOperations()) this.#track(operation, true);
  }

  /** Begins no further attempt and waits for those under way. */
  async stop(): Promise<void> {
    this.abandon();
    await this.idle();
  }

  /** Ends at once, as in a crash: what is under way is left as it is. For tests of recovery. */
  abandon(): void {
    this.#stopped = true;
    this.#unsubscribe();
    for (const entry of this.#entries.values()) entry.cancelTimer();
  }

  /** Resolves when no attempt is under way: every operation that is left waits. */
  async idle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  /** Drives an operation that the caller's transaction has just recorded. */
  admit(operation: Operation): void {
    this.#track(operation, false);
  }

  /** Re-reads an operation that another transaction changed (a cancellation, a superseded one that ended), and drives it. */
  refresh(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.changed = true;
    this.#kick(entry);
  }

  /** The operation as soon as `test` holds, or as it is after `timeoutMs`. */
  async waitFor(operation: Operation, test: (operation: Operation) => boolean, timeoutMs: number): Promise<Operation> {
    let latest =
      this.#entries.get(operation.id)?.operation ?? (await this.#ports.ledger.operation(operation.id)) ?? operation;
    if (test(latest) || isOver(latest.state)) return latest;
    return new Promise((resolve) => {
      const watchers = this.#watchers.get(operation.id) ?? new Set();
      this.#watchers.set(operation.id, watchers);
      const finish = () => {
        cancel();
        watchers.delete(look);
        if (watchers.size === 0) this.#watchers.delete(operation.id);
        resolve(latest);
      };
      const look = (next: Operation) => {
        latest = next;
        if (test(next) || isOver(next.state)) finish();
      };
      const cancel = this.#ports.clock.schedule(timeoutMs, finish);
      watchers.add(look);
    });
  }

  #track(operation: Operation, resumed: boolean): void {
    const entry: Entry = {
      operation,
      heldBack: [],
      resumed,
      stepIndex: -1,
      undoing: false,
      attempts: 0,
      triedSince: this.#ports.clock.now(),
      driving: false,
      again: false,
      changed: false,
      notBeforeMs: 0,
      cancelTimer: () => {},
    };
    this.#entries.set(operation.id, entry);
    const key = podOf(operation);
    if (key) this.#byPod.set(key, (this.#byPod.get(key) ?? new Set()).add(operation.id));
    this.#kick(entry);
  }

  #untrack(entry: Entry): void {
    entry.cancelTimer();
    this.#entries.delete(entry.operation.id);
    const key = podOf(entry.operation);
    const ids = key ? this.#byPod.get(key) : undefined;
    ids?.delete(entry.operation.id);
    if (key && ids?.size === 0) this.#byPod.delete(key);
  }

  #wakeBy(event: ClusterViewEvent): void {
    if (event.kind === "pod") {
      for (const id of this.#byPod.get(event.key) ?? []) this.#wake(this.#entries.get(id));
      return;
    }
    if (event.kind === "freshness" && this.#ports.view.freshness().stale) return;
    for (const entry of this.#entries.values()) if (entry.attempts > 0) this.#wake(entry);
  }

  #wake(entry: Entry | undefined): void {
    if (entry && this.#ports.clock.now().getTime() >= entry.notBeforeMs) this.#kick(entry);
  }

  #kick(entry: Entry): void {
    if (this.#stopped) return;
    if (entry.driving) {
      entry.again = true;
      return;
    }
    entry.driving = true;
    entry.cancelTimer();
    const run = this.#drive(entry).finally(() => this.#inFlight.delete(run));
    this.#inFlight.add(run);
  }

  async #drive(entry: Entry): Promise<void> {
    try {
      do {
        entry.again = false;
        while (!this.#stopped && (await this.#attempt(entry)));
      } while (entry.again && !this.#stopped && !isOver(entry.operation.state));
    } catch (fault) {
      this.#ports.onFault(entry.operation.id, fault);
      this.#retryIn(entry, backoffMs(++entry.attempts));
    } finally {
      entry.driving = false;
      if (isOver(entry.operation.state)) this.#untrack(entry);
    }
  }

  /** One attempt at the current step. True: go on at once. */
  async #attempt(entry: Entry): Promise<boolean> {
    if (entry.changed) await this.#reread(entry);
    const { operation } = entry;
    if (isOver(operation.state)) return false;
    const index = currentStep(operation);
    const undoing = operation.state === "UNDOING";
    const step = stepsOf(operation)[index];
    if (!step) throw new Error(`operation ${operation.id} has no step ${index}`);
    if (!undoing && turnsBackAt(operation, index)) {
      await this.#record(entry, (op, now) => turnBack(op, index, cancelledError(op), now));
      return true;
    }
    this.#countAttempt(entry, index, undoing);
    const outcome = await this.#run(entry, step, undoing);
    return this.#take(entry, step, index, outcome);
  }

  async #reread(entry: Entry): Promise<void> {
    entry.changed = false;
    const stored = await this.#ports.ledger.operation(entry.operation.id);
    if (stored) entry.operation = caughtUp(stored, entry.heldBack);
  }

  async #run(entry: Entry, step: BoundStep, undoing: boolean): Promise<BoundOutcome> {
    const { ledger, cluster, view, clock, ids, installationId } = this.#ports;
    const { operation, resumed, triedSince, attempts } = entry;
    const context: OperationContext = {
      operation,
      cluster,
      view,
      clock,
      ids,
      installationId,
      resumed,
      triedSince,
      attempts,
    };
    if (!undoing) return step.run(context, ledger);
    return step.undo ? step.undo(context, ledger) : { kind: "done", message: null };
  }

  async #take(entry: Entry, step: BoundStep, index: number, outcome: BoundOutcome): Promise<boolean> {
    const undoing = entry.undoing;
    if (outcome.kind === "wait") return this.#wait(entry, index, outcome);
    if (outcome.kind === "giveUp") {
      const back = step.undoable && !undoing;
      await this.#record(entry, (op, now) => (back ? turnBack : failed)(op, index, outcome.error, now));
      return back;
    }
    if (!undoing && mayBeHeldBack(stepsOf(entry.operation), index, outcome))
      return this.#holdBack(entry, index, outcome);
    const { message, facts = {}, commit, begin } = outcome;
    const next = undoing ? stepUndone : stepDone;
    // Called off while its last step ran: what that step would settle for good is left, and it goes back.
    const overtaken = (op: Operation) =>
      !undoing && index === op.steps.length - 1 && calledOffBy(op) !== null && turnsBackAt(op, index);
    await this.#record(
      entry,
      (op, now) =>
        overtaken(op)
          ? turnBack({ ...op, facts: { ...op.facts, ...facts } }, index, cancelledError(op), now)
          : next(op, index, message, facts, now),
      async (tx, op) => {
        if (overtaken(op)) return [];
        await commit?.(tx);
        return (await begin?.(tx)) ?? [];
      },
    );
    return !isOver(entry.operation.state);
  }

  /** Told to those who watch, and recorded with what comes next: should the process die before, the step is run again. */
  #holdBack(entry: Entry, index: number, { message, facts = {} }: DoneOutcome): true {
    const held = { index, message, facts, at: this.#ports.clock.now() };
    entry.heldBack.push(held);
    entry.operation = caughtUp(entry.operation, [held]);
    this.#tell(entry.operation);
    return true;
  }

  async #wait(entry: Entry, index: number, outcome: Extract<BoundOutcome, { kind: "wait" }>): Promise<false> {
    const { clock } = this.#ports;
    const triedMs = clock.now().getTime() - entry.triedSince.getTime();
    const news = outcome.reason !== entry.operation.waitingFor || hasNews(entry.operation, outcome.facts);
    const retryAt = new Date(clock.now().getTime() + outcome.retryInMs);
    const quiet = triedMs < QUIET_WAIT_MS && outcome.facts === undefined && !outcome.backingOff;
    entry.notBeforeMs = outcome.backingOff ? retryAt.getTime() : 0;
    if ((news || entry.heldBack.length > 0) && !quiet) {
      await this.#record(entry, (op, now) => waiting(op, index, outcome.reason, outcome.facts ?? {}, now, retryAt));
    }
    this.#retryIn(entry, quiet ? Math.min(outcome.retryInMs, QUIET_WAIT_MS) : outcome.retryInMs);
    return false;
  }

  /**
   * Commits an outcome together with the step's effect on the ledger, on top of what other transactions wrote meanwhile, and drives the
   * operations that the step recorded.
   */
  async #record(
    entry: Entry,
    change: (operation: Operation, now: Date) => Operation,
    commit?: (tx: LedgerTransaction, operation: Operation) => Promise<readonly Operation[]>,
  ): Promise<void> {
    const { ledger, clock } = this.#ports;
    const { next, begun } = await ledger.write(async (tx) => {
      const found = await tx.operation(entry.operation.id);
      if (!found) throw new Error(`operation ${entry.operation.id} is not in the ledger`);
      const stored = caughtUp(found, entry.heldBack);
      const begun = (await commit?.(tx, stored)) ?? [];
      const changed = change(stored, clock.now());
      await tx.saveOperation(changed);
      if (isOver(changed.state)) await this.#close(tx, changed);
      return { next: changed, begun };
    });
    entry.operation = next;
    entry.heldBack = [];
    for (const operation of begun) this.admit(operation);
    this.#tell(next);
    if (isOver(next.state) && typeof next.facts.supersededBy === "string") this.refresh(next.facts.supersededBy);
  }

  #tell(operation: Operation): void {
    for (const look of [...(this.#watchers.get(operation.id) ?? [])]) look(operation);
  }

  /** The end of an operation: audited, and the deletion that waited for it may go on. */
  async #close(tx: LedgerTransaction, operation: Operation): Promise<void> {
    const successor = await this.#successor(operation, (id) => tx.operation(id));
    if (successor) await tx.saveOperation({ ...successor, facts: { ...successor.facts, settled: true } });
    await tx.audit({
      actor: operation.actor,
      action: `operation.${operation.kind}`,
      subject: operationSubject(operation),
      result: operation.state === "DONE" ? "DONE" : operation.state === "UNDONE" ? "UNDONE" : "FAILED",
      reason: operation.error?.message ?? null,
      before: null,
      after: null,
      operationId: operation.id,
    });
  }

  async #successor(operation: Operation, read: (id: string) => Promise<Operation | null>): Promise<Operation | null> {
    const { supersededBy } = operation.facts;
    const successor = typeof supersededBy === "string" ? await read(supersededBy) : null;
    return successor && !isOver(successor.state) ? successor : null;
  }

  #countAttempt(entry: Entry, index: number, undoing: boolean): void {
    if (entry.stepIndex !== index || entry.undoing !== undoing) {
      entry.stepIndex = index;
      entry.undoing = undoing;
      entry.attempts = 0;
      entry.triedSince = this.#ports.clock.now();
    }
    entry.attempts += 1;
  }

  #retryIn(entry: Entry, delayMs: number): void {
    entry.cancelTimer();
    if (this.#stopped) return;
    entry.cancelTimer = this.#ports.clock.schedule(delayMs, () => this.#kick(entry));
  }
}

function hasNews(operation: Operation, facts: Operation["facts"] = {}): boolean {
  return Object.entries(facts).some(([name, value]) => operation.facts[name] !== value);
}

function podOf(operation: Operation): string | null {
  const { namespace, name } = operation;
  return namespace !== null && name !== null ? podKeyText({ namespace, name }) : null;
}
