import { sameJson } from "../../api/same-json.ts";
import type { Environment } from "../../environment.ts";
import { podRequests } from "../../kinds/pod/pod-resources.ts";
import type { Node } from "../../objects/node.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import type { Change } from "../../storage/version.ts";
import { misfit } from "./filters.ts";
import { needsScheduling } from "./needs-scheduling.ts";
import { pinnedNodeNames } from "./node-affinity.ts";
import { hostPorts, type NodeInfos } from "./node-info.ts";

interface Waiting {
  /** Tries so far, for the back-off. */
  attempts: number;
  /** Not tried again before this time. */
  notBefore: number;
  readonly pinned: ReadonlySet<string> | undefined;
}

/**
 * Pods that want a node: those to be tried now, by priority and then in the order of their coming, and those that were
 * refused, which wait until something changes that may help them, and at least for their back-off.
 */
export class SchedulingQueue {
  readonly #env: Environment;
  readonly #nodes: NodeInfos;
  readonly #wake: () => void;
  /** Priorities, highest first, each with its pods in order. */
  readonly #active = new Map<number, Set<string>>();
  readonly #activePriority = new Map<string, number>();
  readonly #refused = new Map<string, Waiting>();
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Map<string, () => void>();

  constructor(env: Environment, nodes: NodeInfos, wake: () => void) {
    this.#env = env;
    this.#nodes = nodes;
    this.#wake = wake;
    const pods = env.store.collection("pods");
    const waiting = [...pods.values()].filter((version) => needsScheduling(version.object as Pod));
    for (const version of waiting.sort((a, b) => a.row - b.row)) this.#push(version.key, version.object as Pod);
    pods.listen((change) => this.#podChanged(change));
    env.store.collection("nodes").listen((change) => this.#nodeChanged(change));
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** The next pod to try. */
  take(): string | undefined {
    let highest: number | undefined;
    for (const [priority, keys] of this.#active) {
      if (keys.size > 0 && (highest === undefined || priority > highest)) highest = priority;
    }
    if (highest === undefined) return undefined;
    const keys = this.#active.get(highest) as Set<string>;
    const key = keys.values().next().value as string;
    keys.delete(key);
    if (keys.size === 0) this.#active.delete(highest);
    this.#activePriority.delete(key);
    return key;
  }

  done(key: string): void {
    this.#attempts.delete(key);
  }

  refused(key: string): void {
    const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
    if (pod === undefined) return;
    const attempts = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempts);
    const { schedulerBackoffMs, schedulerBackoffMaxMs } = this.#env.timings;
    const backoff = Math.min(schedulerBackoffMs * 2 ** Math.min(attempts - 1, 20), schedulerBackoffMaxMs);
    this.#refused.set(key, { attempts, notBefore: this.#env.clock.now() + backoff, pinned: pinnedNodeNames(pod) });
  }

  #push(key: string, pod: Pod): void {
    const priority = pod.spec.priority ?? 0;
    const before = this.#activePriority.get(key);
    if (before !== undefined) this.#active.get(before)?.delete(key);
    this.#refused.delete(key);
    this.#activePriority.set(key, priority);
    const keys = this.#active.get(priority);
    if (keys === undefined) this.#active.set(priority, new Set([key]));
    else keys.add(key);
    this.#wake();
  }

  #forget(key: string): void {
    const priority = this.#activePriority.get(key);
    if (priority !== undefined) this.#active.get(priority)?.delete(key);
    this.#activePriority.delete(key);
    this.#refused.delete(key);
    this.#attempts.delete(key);
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }

  #podChanged({ type, current, previous }: Change): void {
    const { key } = current;
    const pod = current.object as Pod;
    const before = previous?.object as Pod | undefined;
    if (type === "DELETED" || !needsScheduling(pod)) {
      this.#forget(key);
      const node = before?.spec.nodeName;
      if (node && (type === "DELETED" || isTerminal(pod) || shrank(before, pod))) this.#roomOn(node);
      return;
    }
    if (before === undefined || !needsScheduling(before) || changedForScheduling(before, pod)) this.#push(key, pod);
  }

  #nodeChanged({ type, current, previous }: Change): void {
    if (type === "DELETED") return;
    const node = current.object as Node;
    const before = previous?.object as Node | undefined;
    const better =
      before === undefined ||
      !sameJson(before.status.allocatable, node.status.allocatable) ||
      !sameJson(before.spec, node.spec) ||
      !sameJson(before.metadata.labels, node.metadata.labels);
    if (better) this.#roomOn(node.metadata.name);
  }

  /** Something got better on that node: those that may now fit there get another try. */
  #roomOn(name: string): void {
    const info = this.#nodes.get(name);
    if (info === undefined || this.#refused.size === 0) return;
    for (const [key, waiting] of this.#refused) {
      if (waiting.pinned !== undefined && !waiting.pinned.has(name)) continue;
      const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
      if (pod === undefined) continue;
      const fits = misfit({ pod, requests: podRequests(pod), hostPorts: hostPorts(pod) }, info) === undefined;
      if (fits) this.#retry(key, pod, waiting);
    }
  }

  #retry(key: string, pod: Pod, waiting: Waiting): void {
    const delay = waiting.notBefore - this.#env.clock.now();
    if (delay <= 0) {
      this.#push(key, pod);
      return;
    }
    if (this.#timers.has(key)) return;
    const run = (): void => {
      this.#timers.delete(key);
      const now = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
      if (now !== undefined && this.#refused.has(key)) this.#push(key, now);
    };
    this.#timers.set(key, this.#env.clock.setTimer(delay, run));
  }
}

function shrank(before: Pod, after: Pod): boolean {
  return !sameJson(podRequests(before), podRequests(after));
}

function changedForScheduling(before: Pod, after: Pod): boolean {
  return !sameJson(before.spec, after.spec) || !sameJson(before.metadata.labels, after.metadata.labels);
}
