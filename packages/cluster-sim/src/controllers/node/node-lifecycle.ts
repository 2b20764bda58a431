import type { Environment } from "../../environment.ts";
import { findCondition, withCondition } from "../../objects/conditions.ts";
import { kubeTime } from "../../objects/meta.ts";
import type { Node, Taint } from "../../objects/node.ts";
import type { Pod } from "../../objects/pod.ts";
import type { Change } from "../../storage/version.ts";
import type { EventRecorder } from "../events.ts";
import { writeInternally } from "../internal-write.ts";
import { isKubeletDead } from "../kubelet/behaviour.ts";
import type { PodIndex } from "../pod-index.ts";

const BY = { manager: "kube-controller-manager" };
const BY_STATUS = { manager: "kube-controller-manager", subresource: "status" };
/** How long kubelets may cache what pods mount; the controller manager writes it on every node. */
const TTL = "node.alpha.kubernetes.io/ttl";
const WATCHED_CONDITIONS = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/** Says NotReady for nodes whose kubelet fell silent, and turns conditions and cordons into taints. Marks nodes as the TTL controller does. */
export class NodeLifecycle {
  readonly #env: Environment;
  readonly #index: PodIndex;
  readonly #events: EventRecorder;
  readonly #silent = new Map<string, () => void>();
  readonly #taintsDue = new Map<string, () => void>();

  constructor(env: Environment, index: PodIndex, events: EventRecorder) {
    this.#env = env;
    this.#index = index;
    this.#events = events;
    const nodes = env.store.collection("nodes");
    for (const version of nodes.values()) this.#consider(version.object as Node);
    nodes.listen((change) => this.#changed(change));
  }

  stop(): void {
    for (const cancel of [...this.#silent.values(), ...this.#taintsDue.values()]) cancel();
    this.#silent.clear();
    this.#taintsDue.clear();
  }

  #changed({ type, current }: Change): void {
    const node = current.object as Node;
    if (type !== "DELETED") {
      this.#consider(node);
      return;
    }
    const { name } = node.metadata;
    this.#silent.get(name)?.();
    this.#silent.delete(name);
    this.#taintsDue.get(name)?.();
    this.#taintsDue.delete(name);
  }

  #consider(node: Node): void {
    const { name } = node.metadata;
    const { clock, timings } = this.#env;
    if (!isKubeletDead(node)) {
      this.#silent.get(name)?.();
      this.#silent.delete(name);
    } else if (!this.#silent.has(name) && !isUnknown(node)) {
      const cancel = clock.setTimer(timings.nodeNotReadyMs, () => {
        this.#silent.delete(name);
        this.#giveUp(name);
      });
      this.#silent.set(name, cancel);
    }
    const right = wantedTaints(node, this.#now()) === undefined && node.metadata.annotations?.[TTL] !== undefined;
    if (this.#taintsDue.has(name) || right) return;
    const cancel = clock.setTimer(0, () => {
      this.#taintsDue.delete(name);
      this.#writeTaints(name);
    });
    this.#taintsDue.set(name, cancel);
  }

  #giveUp(name: string): void {
    const node = this.#env.store.collection("nodes").get(name)?.object as Node | undefined;
    if (node === undefined || !isKubeletDead(node)) return;
    const now = this.#now();
    const why = { reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." };
    this.#env.store.transaction(() => {
      writeInternally<Node>(this.#env, this.#env.kinds.get("nodes"), name, BY_STATUS, (old) => {
        let conditions = old.status.conditions ?? [];
        for (const type of WATCHED_CONDITIONS) {
          const lastHeartbeatTime =
            findCondition(conditions, type)?.lastHeartbeatTime ?? old.metadata.creationTimestamp;
          conditions = withCondition(conditions, { type, status: "Unknown", ...why, lastHeartbeatTime }, now);
        }
        return { ...old, status: { ...old.status, conditions } };
      });
      this.#markPodsNotReady(name, now);
      const about = { kind: "Node", apiVersion: "v1", object: node };
      const message = `Node ${name} status is now: NodeNotReady`;
      this.#events.record(about, "Normal", "NodeNotReady", message, { component: "node-controller" });
    });
  }

  #markPodsNotReady(node: string, now: string): void {
    const kind = this.#env.kinds.get("pods");
    for (const key of this.#index.onNode(node)) {
      writeInternally<Pod>(this.#env, kind, key, BY_STATUS, (pod) => {
        const ready = findCondition(pod.status.conditions, "Ready");
        if (ready?.status !== "True") return undefined;
        const conditions = withCondition(pod.status.conditions, { ...ready, status: "False" }, now);
        return { ...pod, status: { ...pod.status, conditions } };
      });
    }
  }

  #writeTaints(name: string): void {
    const now = this.#now();
    writeInternally<Node>(this.#env, this.#env.kinds.get("nodes"), name, BY, (node) => {
      const annotations = { [TTL]: "0", ...node.metadata.annotations };
      const marked = { ...node, metadata: { ...node.metadata, annotations } };
      const taints = wantedTaints(node, now);
      if (taints === undefined) return marked;
      const { taints: _before, ...spec } = node.spec;
      return { ...marked, spec: taints.length === 0 ? spec : { ...spec, taints } };
    });
  }

  #now(): string {
    return kubeTime(this.#env.clock.now());
  }
}

function isUnknown(node: Node): boolean {
  return findCondition(node.status.conditions, "Ready")?.status === "Unknown";
}

const PREFIX = "node.kubernetes.io/";
const MANAGED = ["not-ready", "unreachable", "unschedulable", "memory-pressure", "disk-pressure", "pid-pressure"].map(
  (name) => PREFIX + name,
);
const PRESSURE_TAINTS = [
  ["MemoryPressure", "memory-pressure"],
  ["DiskPressure", "disk-pressure"],
  ["PIDPressure", "pid-pressure"],
] as const;

/** The node's taints as its conditions and its cordon ask for them; undefined where they are right already. */
export function wantedTaints(node: Node, now: string): Taint[] | undefined {
  const taints = node.spec.taints ?? [];
  const wanted = derivedTaints(node);
  const same = (a: Taint) => (b: Taint) => a.key === b.key && a.effect === b.effect;
  const missing = wanted.filter((taint) => !taints.some(same(taint)));
  const kept = taints.filter((taint) => !MANAGED.includes(taint.key) || wanted.some(same(taint)));
  if (missing.length === 0 && kept.length === taints.length) return undefined;
  return [...kept, ...missing.map((taint) => ({ ...taint, timeAdded: now }))];
}

function derivedTaints(node: Node): Taint[] {
  const ready = findCondition(node.status.conditions, "Ready")?.status;
  const taints: Taint[] = [];
  const add = (name: string, effect: string): void => void taints.push({ key: PREFIX + name, effect });
  if (ready === undefined) add("not-ready", "NoSchedule");
  if (ready === "False" || ready === "Unknown") {
    const name = ready === "False" ? "not-ready" : "unreachable";
    add(name, "NoSchedule");
    add(name, "NoExecute");
  }
  if (node.spec.unschedulable === true) add("unschedulable", "NoSchedule");
  for (const [type, name] of PRESSURE_TAINTS) {
    if (findCondition(node.status.conditions, type)?.status === "True") add(name, "NoSchedule");
  }
  return taints;
}
