import { bindPod } from "../../api/bind-pod.ts";
import type { Environment } from "../../environment.ts";
import { podRequests } from "../../kinds/pod/pod-resources.ts";
import { withCondition } from "../../objects/conditions.ts";
import { kubeTime } from "../../objects/meta.ts";
import type { Pod } from "../../objects/pod.ts";
import { aboutPod, type EventRecorder } from "../events.ts";
import { writeInternally } from "../internal-write.ts";
import { Wake } from "../wake.ts";
import { type Candidate, type Misfit, misfit } from "./filters.ts";
import { needsScheduling, SCHEDULER } from "./needs-scheduling.ts";
import { pinnedNodeNames } from "./node-affinity.ts";
import { hostPorts, type NodeInfo, type NodeInfos } from "./node-info.ts";
import { SchedulingQueue } from "./scheduling-queue.ts";
import { nodeScore } from "./scores.ts";
import { type Diagnosis, unschedulableMessage } from "./unschedulable-message.ts";

const SOURCE = { component: SCHEDULER };
/** Nodes that fit which are enough to choose from, as the real scheduler samples large clusters. */
const FEASIBLE_ENOUGH = 100;
/** Pods tried before others get a turn. */
const PODS_PER_ROUND = 64;

/** Binds pods to nodes, one at a time, and says why where it cannot. */
export class Scheduler {
  readonly #env: Environment;
  readonly #nodes: NodeInfos;
  readonly #events: EventRecorder;
  readonly #queue: SchedulingQueue;
  readonly #wake: Wake;
  /** Where the next search begins, so that each node gets its turn. */
  #start = 0;

  constructor(env: Environment, nodes: NodeInfos, events: EventRecorder) {
    this.#env = env;
    this.#nodes = nodes;
    this.#events = events;
    this.#wake = new Wake(env.clock, () => this.#round());
    this.#queue = new SchedulingQueue(env, nodes, () => this.#wake.in(env.timings.schedulerDelayMs));
  }

  stop(): void {
    this.#wake.stop();
    this.#queue.stop();
  }

  #round(): void {
    for (let tried = 0; tried < PODS_PER_ROUND; tried++) {
      const key = this.#queue.take();
      if (key === undefined) return;
      const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
      if (pod !== undefined && needsScheduling(pod)) this.#schedule(key, pod);
    }
    this.#wake.in(0);
  }

  #schedule(key: string, pod: Pod): void {
    const found = this.#choose(pod);
    if ("node" in found) {
      this.#bind(key, pod, found.node.node.metadata.name);
      this.#queue.done(key);
    } else {
      this.#refuse(key, pod, unschedulableMessage(pod, found.diagnosis));
    }
  }

  #choose(pod: Pod): { node: NodeInfo } | { diagnosis: Diagnosis } {
    const candidate: Candidate = { pod, requests: podRequests(pod), hostPorts: hostPorts(pod) };
    const pinned = pinnedNodeNames(pod);
    const infos = pinned === undefined ? this.#nodes.from(this.#start) : this.#named(pinned);
    const misfits: Misfit[] = [];
    let best: NodeInfo | undefined;
    let bestScore = Number.NEGATIVE_INFINITY;
    let feasible = 0;
    for (const info of infos) {
      const refused = misfit(candidate, info);
      if (refused !== undefined) {
        misfits.push(refused);
        continue;
      }
      if (++feasible > FEASIBLE_ENOUGH) break;
      const score = nodeScore(candidate, info);
      if (score > bestScore) {
        best = info;
        bestScore = score;
      }
    }
    if (pinned === undefined) this.#start = (this.#start + feasible + misfits.length) % Math.max(this.#nodes.size, 1);
    if (best !== undefined) return { node: best };
    return { diagnosis: { nodes: this.#nodes.size, misfits, pinned: pinned !== undefined } };
  }

  *#named(names: Iterable<string>): Generator<NodeInfo> {
    for (const name of names) {
      const info = this.#nodes.get(name);
      if (info !== undefined) yield info;
    }
  }

  #bind(key: string, pod: Pod, node: string): void {
    this.#env.store.transaction(() => {
      bindPod(this.#env, key, node);
      const message = `Successfully assigned ${key} to ${node}`;
      this.#events.record(aboutPod(pod), "Normal", "Scheduled", message, { ...SOURCE, action: "Binding" });
    });
  }

  #refuse(key: string, pod: Pod, message: string): void {
    this.#queue.refused(key);
    this.#env.store.transaction(() => {
      this.#events.record(aboutPod(pod), "Warning", "FailedScheduling", message, { ...SOURCE, action: "Scheduling" });
      writeInternally<Pod>(this.#env, this.#env.kinds.get("pods"), key, BY_STATUS, (old) => ({
        ...old,
        status: { ...old.status, conditions: this.#unscheduled(old, message) },
      }));
    });
  }

  #unscheduled(pod: Pod, message: string): NonNullable<Pod["status"]["conditions"]> {
    const generation = pod.metadata.generation;
    return withCondition(
      pod.status.conditions,
      {
        type: "PodScheduled",
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        status: "False",
        lastProbeTime: null,
        reason: "Unschedulable",
        message,
      },
      kubeTime(this.#env.clock.now()),
    );
  }
}

const BY_STATUS = { manager: "kube-scheduler", subresource: "status" };
