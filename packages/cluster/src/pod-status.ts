import type { PodStatus, ResizeState } from "@resource-manager/domain/model/pod";
import { integerOf, isRecord, listOf, type RawRecord, recordOf, textOf, timeOf } from "./raw-json.ts";

export interface Explanation {
  readonly reason: string | null;
  readonly message: string | null;
}

export interface Resize {
  readonly state: ResizeState;
  readonly message: string | null;
}

/** A pod's raw object, cut into the parts that its status is derived from. */
export interface PodParts {
  readonly metadata: RawRecord;
  readonly spec: RawRecord;
  readonly status: RawRecord;
}

/** Succeeded or Failed: nothing of it runs, and the scheduler no longer counts it. */
export function isTerminal(status: RawRecord): boolean {
  return status.phase === "Succeeded" || status.phase === "Failed";
}

/** A deleted pod is TERMINATING until it is gone, unless it has ended or its node is lost, as `kubectl get` shows it. */
export function podStatus({ metadata, status }: PodParts): PodStatus {
  const phase = PHASES.get(status.phase) ?? "UNKNOWN";
  if (metadata.deletionTimestamp === undefined || metadata.deletionTimestamp === null || isTerminal(status)) {
    return phase;
  }
  return status.reason === "NodeLost" ? "UNKNOWN" : "TERMINATING";
}

/**
 * Kubernetes' own word for what holds a pod up or ended it, and the sentence that goes with it. The word is the one in
 * kubectl's STATUS column (source: printPod in kubernetes/pkg/printers/internalversion), and Unschedulable besides;
 * null where that column only repeats the phase.
 */
export function explain(parts: PodParts): Explanation {
  const ofInit = explainInit(parts);
  if (ofInit !== null && conditionOf(parts.status, "Initialized")?.status !== "True") {
    return ofInit;
  }
  return explainContainers(parts.status) ?? ofInit ?? explainPod(parts.status);
}

/** Restarts of the containers and sidecars; of all init containers while the pod is initialising. */
export function restartsOf(parts: PodParts): number {
  const { spec, status } = parts;
  let restarts = 0;
  for (const raw of listOf(status.containerStatuses)) {
    restarts += integerOf(recordOf(raw).restartCount);
  }
  const initial = listOf(status.initContainerStatuses);
  if (initial.length > 0) {
    const counted = explainInit(parts) === null ? sidecarNames(spec) : null;
    for (const raw of initial) {
      const { name, restartCount } = recordOf(raw);
      restarts += counted === null || counted.has(name) ? integerOf(restartCount) : 0;
    }
  }
  return restarts;
}

/** Source: the conditions PodResizePending (Deferred, Infeasible) and PodResizeInProgress. */
export function resizeOf(status: RawRecord): Resize {
  const pending = conditionOf(status, "PodResizePending");
  if (pending?.status === "True") {
    const state = pending.reason === "Infeasible" ? "INFEASIBLE" : "DEFERRED";
    return { state, message: textOf(pending.message) };
  }
  const running = conditionOf(status, "PodResizeInProgress");
  return running?.status === "True"
    ? { state: "IN_PROGRESS", message: textOf(running.message) }
    : { state: "NONE", message: null };
}

/** When the scheduler first found no place; null where the pod has one. */
export function unschedulableSince({ spec, status }: PodParts): Date | null {
  const scheduled = conditionOf(status, "PodScheduled");
  const isWaiting = scheduled?.status === "False" && scheduled.reason === "Unschedulable";
  return isWaiting && textOf(spec.nodeName) === null ? timeOf(scheduled.lastTransitionTime) : null;
}

/** When the condition last became true; null where it is not true. */
export function trueSince(status: RawRecord, type: string): Date | null {
  const condition = conditionOf(status, type);
  return condition?.status === "True" ? timeOf(condition.lastTransitionTime) : null;
}

/** When the first of its running (or, failing that, ended) containers started. */
export function startedAt(status: RawRecord): Date | null {
  let first: Date | null = null;
  for (const raw of listOf(status.containerStatuses)) {
    const state = recordOf(recordOf(raw).state);
    first = earlier(first, timeOf(recordOf(state.running ?? state.terminated).startedAt));
  }
  return first;
}

const PHASES: ReadonlyMap<unknown, PodStatus> = new Map([
  ["Pending", "PENDING"],
  ["Running", "RUNNING"],
  ["Succeeded", "SUCCEEDED"],
  ["Failed", "FAILED"],
]);

function earlier(a: Date | null, b: Date | null): Date | null {
  return a === null || (b !== null && b < a) ? b : a;
}

// Loops instead of map and find in what runs for every event of every pod: they make no garbage.

function conditionOf(status: RawRecord, type: string): RawRecord | undefined {
  for (const condition of listOf(status.conditions)) {
    if (isRecord(condition) && condition.type === type) {
      return condition;
    }
  }
  return undefined;
}

function explainPod(status: RawRecord): Explanation {
  const scheduled = conditionOf(status, "PodScheduled");
  const held = scheduled?.reason === "SchedulingGated" || (scheduled?.status === "False" && scheduled.reason);
  if (textOf(status.reason) === null && scheduled !== undefined && held) {
    return { reason: textOf(scheduled.reason), message: textOf(scheduled.message) };
  }
  return { reason: textOf(status.reason), message: textOf(status.message) };
}

function explainInit({ spec, status }: PodParts): Explanation | null {
  if (listOf(status.initContainerStatuses).length === 0) {
    return null;
  }
  const sidecars = sidecarNames(spec);
  const total = listOf(spec.initContainers).length;
  const statuses = listOf(status.initContainerStatuses).map(recordOf);
  for (const [index, container] of statuses.entries()) {
    const state = recordOf(container.state);
    const terminated = isRecord(state.terminated) ? state.terminated : null;
    const sidecarRuns = sidecars.has(container.name) && container.started === true;
    if (sidecarRuns || (terminated !== null && integerOf(terminated.exitCode) === 0)) {
      continue;
    }
    if (terminated !== null) {
      return { reason: `Init:${endedBecause(terminated)}`, message: textOf(terminated.message) };
    }
    const waiting = recordOf(state.waiting);
    const reason = textOf(waiting.reason);
    return reason !== null && reason !== "PodInitializing"
      ? { reason: `Init:${reason}`, message: textOf(waiting.message) }
      : { reason: `Init:${index}/${total}`, message: null };
  }
  return null;
}

/** The first container with something to say wins, except that a finished one gives way to one that failed or still runs. */
function explainContainers(status: RawRecord): Explanation | null {
  if (listOf(status.containerStatuses).every(saysNothing)) {
    return null;
  }
  const statuses = listOf(status.containerStatuses).map(recordOf);
  const said = statuses.map(explainContainer).filter((explanation) => explanation !== null);
  const [first] = said;
  if (first === undefined) {
    return null;
  }
  // Evicted, Preempted and the like are said of the whole pod; its containers only show the exit code that followed.
  if (textOf(status.reason) !== null && isTerminal(status)) {
    return { reason: textOf(status.reason), message: textOf(status.message) ?? first.message };
  }
  if (first.reason !== "Completed") {
    return first;
  }
  const runs = statuses.some(({ ready, state }) => ready === true && isRecord(recordOf(state).running));
  if (runs && conditionOf(status, "Ready")?.status === "True") {
    return { reason: null, message: null };
  }
  const failed = said.find(({ exitCode }) => exitCode !== 0);
  return failed ?? (runs ? { reason: "NotReady", message: null } : first);
}

/** Runs, as nearly all do. */
function saysNothing(raw: unknown): boolean {
  const state = recordOf(recordOf(raw).state);
  return state.terminated === undefined && state.waiting === undefined;
}

function explainContainer(container: RawRecord): (Explanation & { readonly exitCode: number }) | null {
  const state = recordOf(container.state);
  const waiting = recordOf(state.waiting);
  if (textOf(waiting.reason) !== null) {
    return { reason: textOf(waiting.reason), message: waitingMessage(container, waiting), exitCode: 0 };
  }
  if (!isRecord(state.terminated)) {
    return null;
  }
  const exitCode = integerOf(state.terminated.exitCode);
  return { reason: endedBecause(state.terminated), message: textOf(state.terminated.message), exitCode };
}

/** CrashLoopBackOff alone does not say what crashed it: the last ending does. */
function waitingMessage(container: RawRecord, waiting: RawRecord): string | null {
  const message = textOf(waiting.message);
  const last = recordOf(container.lastState).terminated;
  if (waiting.reason !== "CrashLoopBackOff" || !isRecord(last)) {
    return message;
  }
  const ending = `last ended with ${endedBecause(last)}, exit code ${integerOf(last.exitCode)}`;
  return message === null ? ending : `${message} (${ending})`;
}

function endedBecause(terminated: RawRecord): string {
  const signal = integerOf(terminated.signal);
  return (
    textOf(terminated.reason) ?? (signal === 0 ? `ExitCode:${integerOf(terminated.exitCode)}` : `Signal:${signal}`)
  );
}

function sidecarNames(spec: RawRecord): ReadonlySet<unknown> {
  const initial = listOf(spec.initContainers).map(recordOf);
  return new Set(initial.filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name));
}
