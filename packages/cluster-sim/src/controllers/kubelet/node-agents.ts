import type { Environment } from "../../environment.ts";
import { type KubeObject, kubeMicroTime, kubeTime } from "../../objects/meta.ts";
import type { Node } from "../../objects/node.ts";
import type { Change } from "../../storage/version.ts";
import { writeInternally } from "../internal-write.ts";
import { isKubeletDead } from "./behaviour.ts";
import { isReportDue, reportedNode } from "./node-status.ts";

const LEASE_NAMESPACE = "kube-node-lease";
const LEASE_SECONDS = 40;
const BY = { manager: "kubelet", subresource: "status" };
/** Heartbeats are spread over this many turns, so that a thousand nodes do not all write at once. */
const TURNS = 10;

/** What kubelets do for their nodes: report Ready, renew leases, report again now and then. */
export class NodeAgents {
  readonly #env: Environment;
  readonly #reports = new Map<string, () => void>();
  #turn = 0;
  #sinceReport = 0;
  #cancelBeat: () => void = () => {};

  constructor(env: Environment) {
    this.#env = env;
    const nodes = env.store.collection("nodes");
    for (const version of nodes.values()) this.#consider(version.object as Node);
    nodes.listen((change) => this.#changed(change));
    this.#armBeat();
  }

  stop(): void {
    this.#cancelBeat();
    for (const cancel of this.#reports.values()) cancel();
    this.#reports.clear();
  }

  #changed({ type, current }: Change): void {
    const node = current.object as Node;
    if (type === "DELETED") {
      this.#reports.get(node.metadata.name)?.();
      this.#reports.delete(node.metadata.name);
    } else {
      this.#consider(node);
    }
  }

  #consider(node: Node): void {
    const { name } = node.metadata;
    if (isKubeletDead(node) || !isReportDue(node) || this.#reports.has(name)) return;
    const cancel = this.#env.clock.setTimer(this.#env.timings.nodeReadyMs, () => {
      this.#reports.delete(name);
      this.#report(name, false);
    });
    this.#reports.set(name, cancel);
  }

  #report(name: string, heartbeat: boolean): void {
    const { store, kinds, clock } = this.#env;
    const version = store.collection("nodes").get(name);
    if (version === undefined || isKubeletDead(version.object as Node)) return;
    const now = kubeTime(clock.now());
    store.transaction(() => {
      writeInternally<Node>(this.#env, kinds.get("nodes"), name, BY, (node) =>
        reportedNode(node, hostAddress(version.row), now, heartbeat),
      );
      this.#renewLease(name, version.object);
    });
  }

  #renewLease(name: string, node: KubeObject): void {
    const { store, clock, random } = this.#env;
    if (store.collection("namespaces").get(LEASE_NAMESPACE) === undefined) return;
    const leases = store.collection("leases.coordination.k8s.io");
    const previous = leases.get(`${LEASE_NAMESPACE}/${name}`);
    const renewTime = kubeMicroTime(clock.now());
    if (previous !== undefined) {
      const spec = { ...(previous.object.spec as object), renewTime };
      store.update(leases.resource, previous, { ...previous.object, spec });
      return;
    }
    store.create(leases.resource, {
      metadata: {
        name,
        namespace: LEASE_NAMESPACE,
        uid: random.uuid(),
        resourceVersion: "",
        creationTimestamp: kubeTime(clock.now()),
        ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid: node.metadata.uid }],
      },
      spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime },
    });
  }

  #armBeat(): void {
    const { leaseRenewMs, nodeStatusReportMs } = this.#env.timings;
    const everyMs = leaseRenewMs / TURNS;
    this.#cancelBeat = this.#env.clock.setTimer(everyMs, () => {
      this.#beat(this.#sinceReport >= nodeStatusReportMs - leaseRenewMs);
      this.#turn = (this.#turn + 1) % TURNS;
      this.#sinceReport = this.#sinceReport >= nodeStatusReportMs ? 0 : this.#sinceReport + everyMs;
      this.#armBeat();
    });
  }

  #beat(withStatus: boolean): void {
    const { store } = this.#env;
    store.transaction(() => {
      for (const version of store.collection("nodes").values()) {
        if (version.row % TURNS !== this.#turn || isKubeletDead(version.object as Node)) continue;
        if (withStatus) this.#report(version.key, true);
        else this.#renewLease(version.key, version.object);
      }
    });
  }
}

/** An address of its own for each node, from the number of its row in the store. */
function hostAddress(row: number): string {
  return `172.${16 + (Math.floor(row / 64_516) % 16)}.${Math.floor(row / 254) % 254}.${(row % 254) + 1}`;
}
