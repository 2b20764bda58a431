import { deleteObject } from "../../api/delete.ts";
import type { Environment } from "../../environment.ts";
import { withCondition } from "../../objects/conditions.ts";
import { kubeTime } from "../../objects/meta.ts";
import type { Node, Taint } from "../../objects/node.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import { tolerates } from "../../objects/tolerations.ts";
import type { Change } from "../../storage/version.ts";
import { aboutPod, type EventRecorder } from "../events.ts";
import { writeInternally } from "../internal-write.ts";
import type { PodIndex } from "../pod-index.ts";

const BY = { manager: "kube-controller-manager", subresource: "status" };
const SOURCE = { component: "taint-eviction-controller" };

interface Planned {
  readonly at: number;
  readonly cancel: () => void;
}

/** Deletes pods from nodes whose NoExecute taints they do not tolerate, or do not tolerate any longer. */
export class TaintEviction {
  readonly #env: Environment;
  readonly #index: PodIndex;
  readonly #events: EventRecorder;
  readonly #planned = new Map<string, Planned>();

  constructor(env: Environment, index: PodIndex, events: EventRecorder) {
    this.#env = env;
    this.#index = index;
    this.#events = events;
    const nodes = env.store.collection("nodes");
    for (const version of nodes.values()) this.#considerNode(version.object as Node);
    nodes.listen((change) => this.#nodeChanged(change));
    env.store.collection("pods").listen((change) => this.#considerPod(change.current.key));
  }

  stop(): void {
    for (const { cancel } of this.#planned.values()) cancel();
    this.#planned.clear();
  }

  #nodeChanged({ current, previous }: Change): void {
    const before = previous?.object as Node | undefined;
    const node = current.object as Node;
    if (before?.spec.taints !== node.spec.taints) this.#considerNode(node);
  }

  #considerNode(node: Node): void {
    for (const key of this.#index.onNode(node.metadata.name)) this.#considerPod(key);
  }

  #considerPod(key: string): void {
    const at = this.#evictionTime(key);
    const planned = this.#planned.get(key);
    if (planned?.at === at) return;
    planned?.cancel();
    this.#planned.delete(key);
    if (at === undefined) return;
    const cancel = this.#env.clock.setTimer(at - this.#env.clock.now(), () => {
      this.#planned.delete(key);
      this.#evict(key);
    });
    this.#planned.set(key, { at, cancel });
  }

  #evictionTime(key: string): number | undefined {
    const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
    if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp !== undefined || isTerminal(pod)) return undefined;
    const node = this.#env.store.collection("nodes").get(pod.spec.nodeName)?.object as Node | undefined;
    const taints = (node?.spec.taints ?? []).filter((taint) => taint.effect === "NoExecute");
    if (taints.length === 0) return undefined;
    const times = taints.map((taint) => toleratedUntil(pod, taint));
    const earliest = Math.min(...times);
    return earliest === Number.POSITIVE_INFINITY ? undefined : earliest;
  }

  #evict(key: string): void {
    const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
    if (pod === undefined) return;
    const kind = this.#env.kinds.get("pods");
    const reason = "DeletionByTaintManager";
    const message = "Taint manager: deleting due to NoExecute taint";
    this.#env.store.transaction(() => {
      const said = `Marking for deletion Pod ${key}`;
      this.#events.record(aboutPod(pod), "Normal", "TaintManagerEviction", said, SOURCE);
      writeInternally<Pod>(this.#env, kind, key, BY, (old) => ({
        ...old,
        status: {
          ...old.status,
          conditions: withCondition(
            old.status.conditions,
            { type: "DisruptionTarget", status: "True", lastProbeTime: null, reason, message },
            kubeTime(this.#env.clock.now()),
          ),
        },
      }));
      deleteObject(this.#env, kind, key, { dryRun: false });
    });
  }
}

function toleratedUntil(pod: Pod, taint: Taint): number {
  const tolerations = (pod.spec.tolerations ?? []).filter((one) => tolerates(one, taint));
  const added = taint.timeAdded === undefined ? 0 : Date.parse(taint.timeAdded);
  if (tolerations.length === 0) return added;
  const seconds = tolerations.map((one) => one.tolerationSeconds).filter((one) => one !== undefined);
  return seconds.length === 0 ? Number.POSITIVE_INFINITY : added + Math.max(0, Math.min(...seconds)) * 1000;
}
