import { type Amounts, podRequests, toAmounts } from "../../kinds/pod/pod-resources.ts";
import type { Node } from "../../objects/node.ts";
import { isTerminal, type Pod } from "../../objects/pod.ts";
import type { Store } from "../../storage/store.ts";
import type { Change } from "../../storage/version.ts";

/** A node as the scheduler sees it: what it has, what is taken, and who took it. */
export interface NodeInfo {
  node: Node;
  allocatable: Amounts;
  readonly requested: Amounts;
  readonly pods: Map<string, Amounts>;
  readonly hostPorts: Map<string, string>;
}

/** All nodes with the requests of their pods, kept as changes come. */
export class NodeInfos {
  readonly #infos = new Map<string, NodeInfo>();
  #list: NodeInfo[] | undefined;
  /** Pods whose node is not known (yet). */
  readonly #strays = new Map<string, Map<string, Pod>>();

  constructor(store: Store) {
    const nodes = store.collection("nodes");
    const pods = store.collection("pods");
    for (const version of nodes.values()) this.#putNode(version.object as Node);
    for (const version of pods.values()) this.#putPod(version.key, version.object as Pod);
    nodes.listen((change) => this.#nodeChanged(change));
    pods.listen((change) => this.#podChanged(change));
  }

  /** All nodes in a fixed order, beginning with the `start`th. */
  *from(start: number): Generator<NodeInfo> {
    this.#list ??= [...this.#infos.values()];
    const list = this.#list;
    for (let i = 0; i < list.length; i++) yield list[(start + i) % list.length] as NodeInfo;
  }

  get size(): number {
    return this.#infos.size;
  }

  get(name: string): NodeInfo | undefined {
    return this.#infos.get(name);
  }

  #nodeChanged({ type, current }: Change): void {
    const node = current.object as Node;
    if (type !== "DELETED") {
      this.#putNode(node);
      return;
    }
    this.#infos.delete(node.metadata.name);
    this.#list = undefined;
  }

  #putNode(node: Node): void {
    const { name } = node.metadata;
    const allocatable = toAmounts(node.status.allocatable);
    const info = this.#infos.get(name);
    if (info !== undefined) {
      info.node = node;
      info.allocatable = allocatable;
      return;
    }
    this.#list = undefined;
    this.#infos.set(name, { node, allocatable, requested: {}, pods: new Map(), hostPorts: new Map() });
    for (const [key, pod] of this.#strays.get(name) ?? []) this.#putPod(key, pod);
  }

  #podChanged({ type, current, previous }: Change): void {
    const before = previous?.object as Pod | undefined;
    const pod = current.object as Pod;
    const node = before?.spec.nodeName;
    if (node && (type === "DELETED" || node !== pod.spec.nodeName)) this.#dropPod(node, current.key);
    if (type !== "DELETED") this.#putPod(current.key, pod);
  }

  #putPod(key: string, pod: Pod): void {
    const name = pod.spec.nodeName;
    if (!name) return;
    let strays = this.#strays.get(name);
    if (strays === undefined) {
      strays = new Map();
      this.#strays.set(name, strays);
    }
    strays.set(key, pod);
    const info = this.#infos.get(name);
    if (info === undefined) return;
    this.#take(info, key, undefined);
    if (isTerminal(pod)) return;
    this.#take(info, key, podRequests(pod));
    for (const port of hostPorts(pod)) info.hostPorts.set(port, key);
  }

  #dropPod(node: string, key: string): void {
    const strays = this.#strays.get(node);
    strays?.delete(key);
    if (strays?.size === 0) this.#strays.delete(node);
    const info = this.#infos.get(node);
    if (info !== undefined) this.#take(info, key, undefined);
  }

  #take(info: NodeInfo, key: string, amounts: Amounts | undefined): void {
    const before = info.pods.get(key);
    if (before !== undefined) {
      for (const name in before) info.requested[name] = (info.requested[name] ?? 0) - (before[name] ?? 0);
      info.pods.delete(key);
      for (const [port, holder] of info.hostPorts) if (holder === key) info.hostPorts.delete(port);
    }
    if (amounts === undefined) return;
    for (const name in amounts) info.requested[name] = (info.requested[name] ?? 0) + (amounts[name] ?? 0);
    info.pods.set(key, amounts);
  }
}

/** `TCP/8080` for each port that the pod takes on its node. */
export function hostPorts(pod: Pod): string[] {
  const ports: string[] = [];
  for (const container of pod.spec.containers) {
    for (const port of container.ports ?? []) {
      if (port.hostPort) ports.push(`${port.protocol ?? "TCP"}/${port.hostPort}`);
    }
  }
  return ports;
}
