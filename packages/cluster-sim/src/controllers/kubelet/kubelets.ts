import { deleteObject } from "../../api/delete.ts";
import type { Environment } from "../../environment.ts";
import { podRequests, toAmounts } from "../../kinds/pod/pod-resources.ts";
import { findCondition } from "../../objects/conditions.ts";
import { kubeTime } from "../../objects/meta.ts";
import type { Node } from "../../objects/node.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import type { Change } from "../../storage/version.ts";
import { aboutPod, type EventRecorder } from "../events.ts";
import { writeInternally } from "../internal-write.ts";
import type { PodIndex } from "../pod-index.ts";
import type { NodeInfos } from "../scheduler/node-info.ts";
import { isKubeletDead } from "./behaviour.ts";
import { nextStep } from "./pod-step.ts";
import type { KubeletContext, ResizeFit, StepResult } from "./step.ts";

interface Pending {
  readonly uid: string;
  readonly stepId: string;
  readonly cancel: () => void;
}

/** All nodes' kubelets: they bring the pods bound to their nodes through their lives. */
export class Kubelets {
  readonly #env: Environment;
  readonly #index: PodIndex;
  readonly #infos: NodeInfos;
  readonly #events: EventRecorder;
  readonly #pending = new Map<string, Pending>();
  /** The images that each node has pulled since the process started. */
  readonly #images = new Map<string, Set<string>>();

  constructor(env: Environment, index: PodIndex, infos: NodeInfos, events: EventRecorder) {
    this.#env = env;
    this.#index = index;
    this.#infos = infos;
    this.#events = events;
    const pods = env.store.collection("pods");
    for (const version of pods.values()) this.#consider(version.key);
    pods.listen((change) => this.#podChanged(change));
    env.store.collection("nodes").listen((change) => this.#nodeChanged(change));
  }

  stop(): void {
    for (const { cancel } of this.#pending.values()) cancel();
    this.#pending.clear();
  }

  #podChanged({ type, current, previous }: Change): void {
    const pod = current.object as Pod;
    this.#consider(current.key);
    const freed = type === "DELETED" || isTerminal(pod) || previous?.object.spec !== pod.spec;
    if (freed && pod.spec.nodeName) this.#considerDeferred(pod.spec.nodeName);
  }

  #nodeChanged({ type, current, previous }: Change): void {
    const node = current.object as Node;
    const before = previous?.object as Node | undefined;
    const turned = before === undefined || type === "DELETED" || isKubeletDead(before) !== isKubeletDead(node);
    if (turned) for (const key of this.#index.onNode(node.metadata.name)) this.#consider(key);
    else if (before.status.allocatable !== node.status.allocatable) this.#considerDeferred(node.metadata.name);
  }

  /** Room may have come up for a resize that had to wait. */
  #considerDeferred(node: string): void {
    for (const key of this.#index.onNode(node)) {
      const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
      if (findCondition(pod?.status.conditions, "PodResizePending") !== undefined) this.#consider(key);
    }
  }

  #consider(key: string): void {
    const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
    const step = pod === undefined ? undefined : this.#step(pod);
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      if (step !== undefined && pending.uid === pod?.metadata.uid && pending.stepId === step.id) return;
      pending.cancel();
      this.#pending.delete(key);
    }
    if (step === undefined || pod === undefined) return;
    const cancel = this.#env.clock.setTimer(step.afterMs, () => this.#run(key, step.id));
    this.#pending.set(key, { uid: pod.metadata.uid, stepId: step.id, cancel });
  }

  #step(pod: Pod): ReturnType<typeof nextStep> {
    const name = pod.spec.nodeName;
    if (!name) return undefined;
    const node = this.#env.store.collection("nodes").get(name)?.object as Node | undefined;
    return node === undefined || isKubeletDead(node) ? undefined : nextStep(pod, this.#context(pod, node));
  }

  #context(pod: Pod, node: Node): KubeletContext {
    const hostIp = node.status.addresses?.find((one) => one.type === "InternalIP")?.address ?? "";
    return {
      timings: this.#env.timings,
      nodeName: node.metadata.name,
      hostIp,
      podIp: podIp(this.#env, pod),
      pullImage: (image) => this.#pullImage(node.metadata.name, image),
      resizeFit: (one) => this.#resizeFit(one, node),
    };
  }

  #pullImage(node: string, image: string): "pulled" | "present" {
    const images = this.#images.get(node) ?? new Set();
    this.#images.set(node, images);
    if (images.has(image)) return "present";
    images.add(image);
    return "pulled";
  }

  #run(key: string, stepId: string): void {
    this.#pending.delete(key);
    const pod = this.#env.store.collection("pods").get(key)?.object as Pod | undefined;
    const step = pod === undefined ? undefined : this.#step(pod);
    if (pod === undefined || step === undefined) return;
    // Something else is to be done by now, which has its own time.
    if (step.id !== stepId) {
      this.#consider(key);
      return;
    }
    const result = step.run(pod, kubeTime(this.#env.clock.now()));
    this.#env.store.transaction(() => this.#apply(key, pod, result));
  }

  #apply(key: string, pod: Pod, result: StepResult): void {
    const host = pod.spec.nodeName ?? "";
    const source = { component: "kubelet", host };
    for (const event of result.events ?? []) {
      const fieldPath = event.container === undefined ? {} : { fieldPath: `spec.containers{${event.container}}` };
      this.#events.record({ ...aboutPod(pod), ...fieldPath }, event.type, event.reason, event.message, source);
    }
    const kind = this.#env.kinds.get("pods");
    const { status } = result;
    if (status !== undefined) {
      writeInternally<Pod>(this.#env, kind, key, { manager: "kubelet", subresource: "status" }, (old) => ({
        ...old,
        status,
      }));
    }
    if (result.remove === true) deleteObject(this.#env, kind, key, { dryRun: false, gracePeriodSeconds: 0 });
  }

  #resizeFit(pod: Pod, node: Node): ResizeFit {
    const wanted = podRequestsOfSpec(pod);
    const has = toAmounts(node.status.allocatable);
    for (const name of ["cpu", "memory"]) {
      if ((wanted[name] ?? 0) > (has[name] ?? 0)) {
        const message = `Node didn't have enough capacity: ${name}, requested: ${wanted[name]}, capacity: ${has[name] ?? 0}`;
        return { kind: "infeasible", message };
      }
    }
    const requested = this.#infos.get(node.metadata.name)?.requested ?? {};
    const own = podRequests(pod);
    for (const name of ["cpu", "memory"]) {
      const others = (requested[name] ?? 0) - (own[name] ?? 0);
      if ((wanted[name] ?? 0) + others > (has[name] ?? 0)) {
        const message = `Node didn't have enough resource: ${name}, requested: ${wanted[name]}, used: ${others}, capacity: ${has[name] ?? 0}`;
        return { kind: "deferred", message };
      }
    }
    return { kind: "fits" };
  }
}

function podRequestsOfSpec(pod: Pod): ReturnType<typeof podRequests> {
  return podRequests({ ...pod, status: {} });
}

/** An address of its own for each pod, from the number of its row in the store. */
function podIp(env: Environment, pod: Pod): string {
  const row = env.store.collection("pods").get(`${pod.metadata.namespace}/${pod.metadata.name}`)?.row ?? 0;
  const host = row % 254;
  const net = Math.floor(row / 254);
  return `10.${128 + (Math.floor(net / 256) % 112)}.${net % 256}.${host + 1}`;
}
