import { deleteObject } from "../../api/delete.ts";
import type { Environment } from "../../environment.ts";
import { withCondition } from "../../objects/conditions.ts";
import { kubeTime } from "../../objects/meta.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import { writeInternally } from "../internal-write.ts";
import type { PodIndex } from "../pod-index.ts";

const BY = { manager: "kube-controller-manager", subresource: "status" };

/** Removes the pods of nodes that are no longer there, after a while. */
export class OrphanPods {
  readonly #env: Environment;
  readonly #index: PodIndex;
  readonly #timers = new Map<string, () => void>();

  constructor(env: Environment, index: PodIndex) {
    this.#env = env;
    this.#index = index;
    for (const version of env.store.collection("pods").values()) this.#consider((version.object as Pod).spec.nodeName);
    env.store.collection("nodes").listen((change) => {
      if (change.type === "DELETED") this.#consider(change.current.key);
    });
    env.store.collection("pods").listen((change) => {
      if (change.type !== "DELETED") this.#consider((change.current.object as Pod).spec.nodeName);
    });
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #consider(node: string | undefined): void {
    if (!node || this.#timers.has(node) || this.#env.store.collection("nodes").get(node) !== undefined) return;
    const cancel = this.#env.clock.setTimer(this.#env.timings.orphanQuarantineMs, () => {
      this.#timers.delete(node);
      if (this.#env.store.collection("nodes").get(node) === undefined) this.#collect(node);
    });
    this.#timers.set(node, cancel);
  }

  #collect(node: string): void {
    const kind = this.#env.kinds.get("pods");
    const now = kubeTime(this.#env.clock.now());
    const reason = "DeletionByPodGC";
    const message = "PodGC: node no longer exists";
    this.#env.store.transaction(() => {
      for (const key of [...this.#index.onNode(node)]) {
        writeInternally<Pod>(this.#env, kind, key, BY, (pod) => {
          if (isTerminal(pod)) return undefined;
          const condition = { type: "DisruptionTarget", status: "True" as const, lastProbeTime: null, reason, message };
          const conditions = withCondition(pod.status.conditions, condition, now);
          return { ...pod, status: { ...pod.status, phase: "Failed", conditions } };
        });
        deleteObject(this.#env, kind, key, { dryRun: false, gracePeriodSeconds: 0 });
      }
    });
  }
}
