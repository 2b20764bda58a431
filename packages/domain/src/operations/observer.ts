import { isOver } from "../model/operation.ts";
import { type Allocation, type LedgerPod, type ObservedPod, podKeyText } from "../model/pod.ts";
import type { LedgerServer } from "../model/server.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClusterView, ClusterViewEvent } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { admitsPods, foreignNeed, sameFacts, serverStatus } from "../rules/server-facts.ts";
import { releaseAllocation } from "./release.ts";

/** Events within this time are written in one transaction. */
const GATHER_MS = 20;
/** How long a pod with our mark may be unknown to the ledger before it counts as an orphan that takes room. */
const ORPHAN_AFTER_MS = 5_000;
const RETRY_MS = 1_000;

export interface ObserverPorts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly installationId: string;
  /** Taint keys that our pods tolerate. */
  readonly toleratedTaints: ReadonlySet<string>;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Writes what the cluster reports into the books: servers' state, allocatable and foreign requests, so that reservations
 * are conditional on them; and frees the capacity of our pods that ended. Events only name what to look at again; each look
 * reads the present state, so none is lost and order does not matter.
 */
export class Observer {
  readonly #ports: ObserverPorts;
  readonly #allocations = new Map<string, Allocation>();
  readonly #idsByPod = new Map<string, readonly string[]>();
  readonly #serverOfPod = new Map<string, string>();
  readonly #orphanSince = new Map<string, number>();
  readonly #dirtyServers = new Set<string>();
  readonly #dirtyPods = new Set<string>();
  readonly #unsubscribe: (() => void)[] = [];
  #cancelTimer: (() => void) | null = null;
  #flushing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: ObserverPorts) {
    this.#ports = ports;
  }

  async start(): Promise<void> {
    const { ledger, view } = this.#ports;
    this.#unsubscribe.push(
      ledger.subscribe((change) => {
        this.#enterAll(change.pods);
        // What an operation held back may be done once it is over.
        for (const { state, namespace, name } of change.operations) {
          if (isOver(state) && namespace !== null && name !== null) {
            this.#note({ kind: "pod", key: podKeyText({ namespace, name }) });
          }
        }
      }),
    );
    this.#enterAll(await ledger.livePods());
    this.#unsubscribe.push(view.subscribe((event) => this.#note(event)));
    this.#noteAll();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#cancelTimer?.();
    await this.#flushing;
  }

  /** Resolves once everything that was noted until now is in the books. */
  async settled(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    await this.#flush();
  }

  #enterAll(pods: readonly LedgerPod[]): void {
    for (const pod of pods) this.#enter(pod);
  }

  #enter(pod: LedgerPod): void {
    for (const id of this.#idsByPod.get(pod.id) ?? []) {
      const former = this.#allocations.get(id);
      this.#allocations.delete(id);
      if (former) this.#note({ kind: "server", name: former.server });
    }
    for (const allocation of pod.allocations) this.#allocations.set(allocation.id, allocation);
    if (pod.allocations.length > 0)
      this.#idsByPod.set(
        pod.id,
        pod.allocations.map((allocation) => allocation.id),
      );
    else this.#idsByPod.delete(pod.id);
    this.#note({ kind: "pod", key: podKeyText(pod) });
    for (const allocation of pod.allocations) this.#note({ kind: "server", name: allocation.server });
  }

  #note(event: ClusterViewEvent): void {
    if (event.kind === "reset") this.#noteAll();
    if (event.kind === "server") this.#noteServer(event.name);
    if (event.kind === "pod") this.#notePod(event.key);
    this.#flushSoon(GATHER_MS);
  }

  /** Its ended pods too: what they held is freed once their server is ready again. */
  #noteServer(name: string): void {
    this.#dirtyServers.add(name);
    for (const pod of this.#ports.view.podsOn(name)) if (pod.terminal) this.#dirtyPods.add(podKeyText(pod));
  }

  #notePod(key: string): void {
    const before = this.#serverOfPod.get(key);
    if (before !== undefined) this.#dirtyServers.add(before);
    const server = this.#ports.view.pods().get(key)?.server ?? null;
    if (server === null) this.#serverOfPod.delete(key);
    else {
      this.#serverOfPod.set(key, server);
      this.#dirtyServers.add(server);
    }
    this.#dirtyPods.add(key);
  }

  #noteAll(): void {
    for (const key of this.#ports.view.pods().keys()) this.#notePod(key);
    for (const name of this.#ports.view.servers().keys()) this.#dirtyServers.add(name);
    for (const name of this.#ports.ledger.servers().keys()) this.#dirtyServers.add(name);
    this.#flushSoon(0);
  }

  #flushSoon(delayMs: number): void {
    if (this.#cancelTimer !== null || this.#stopped) return;
    this.#cancelTimer = this.#ports.clock.schedule(delayMs, () => {
      this.#cancelTimer = null;
      void this.#flush();
    });
  }

  #flush(): Promise<void> {
    this.#flushing = this.#flushing
      .then(() => this.#writeDown())
      .catch((fault) => {
        this.#ports.onFault(fault);
        this.#flushSoon(RETRY_MS);
      });
    return this.#flushing;
  }

  async #writeDown(): Promise<void> {
    const { ledger, view } = this.#ports;
    if (!view.synced) return;
    const servers = [...this.#dirtyServers];
    const pods = [...this.#dirtyPods];
    this.#dirtyServers.clear();
    this.#dirtyPods.clear();
    try {
      for (const key of pods) await this.#freeIfEnded(key);
      await this.#writeServers(servers, ledger, view);
    } catch (fault) {
      for (const name of servers) this.#dirtyServers.add(name);
      for (const key of pods) this.#dirtyPods.add(key);
      throw fault;
    }
  }

  async #writeServers(names: readonly string[], ledger: Ledger, view: ClusterView): Promise<void> {
    const changed: Omit<LedgerServer, "allocated">[] = [];
    const removed: string[] = [];
    for (const name of names) {
      const page = ledger.servers().get(name);
      const facts = this.#factsOf(name);
      if (facts) {
        if (!page || !sameFacts(page, facts)) changed.push(facts);
      } else if (page && (view.freshness().suspicious || view.servers().size === 0)) {
        // An empty list where there were servers is more likely a fault than the end of a data centre: looked at again later.
        this.#dirtyServers.add(name);
      } else if (page) {
        const holds = [...this.#allocations.values()].some((allocation) => allocation.server === name);
        if (!page.vanished) changed.push({ ...page, vanished: true, status: "UNKNOWN" });
        if (!holds) removed.push(name);
      }
    }
    if (changed.length === 0 && removed.length === 0) return;
    await ledger.write(async (tx) => {
      for (const facts of changed) await tx.observeServer(facts);
      for (const name of removed) await tx.removeServer(name);
    });
  }

  #factsOf(name: string): Omit<LedgerServer, "allocated"> | null {
    const { view, clock, toleratedTaints } = this.#ports;
    const server = view.server(name);
    if (!server) return null;
    return {
      name,
      uid: server.uid,
      gpuModel: server.gpuModel,
      status: serverStatus(server),
      admits: admitsPods(server.taints, toleratedTaints),
      vanished: false,
      allocatable: server.allocatable,
      foreign: foreignNeed(view.podsOn(name), (pod) => this.#allocationFor(pod)),
      observedAt: clock.now(),
    };
  }

  /** The books' allocation for a pod; PENDING while one with our mark may still be on its way into them; null: not ours. */
  #allocationFor(pod: ObservedPod): Allocation | "PENDING" | null {
    if (pod.mark?.installationId !== this.#ports.installationId) return null;
    const allocation = this.#allocations.get(pod.mark.allocationId);
    if (allocation) {
      this.#orphanSince.delete(pod.uid);
      // A copy of ours carries our marks too, but is another object, or runs elsewhere.
      const same = allocation.clusterUid === null || allocation.clusterUid === pod.uid;
      return same && allocation.server === pod.server ? allocation : null;
    }
    const now = this.#ports.clock.now().getTime();
    const since = this.#orphanSince.get(pod.uid) ?? now;
    this.#orphanSince.set(pod.uid, since);
    if (now - since >= ORPHAN_AFTER_MS) return null;
    this.#ports.clock.schedule(ORPHAN_AFTER_MS, () => this.#note({ kind: "pod", key: podKeyText(pod) }));
    return "PENDING";
  }

  /** A pod that Succeeded or Failed holds nothing in the cluster: its allocation ends, its row stays with how it ended. */
  async #freeIfEnded(key: string): Promise<void> {
    const { view, ledger, clock } = this.#ports;
    const seen = view.pods().get(key);
    if (!seen?.terminal || seen.mark === null || !this.#allocations.has(seen.mark.allocationId)) return;
    const server = seen.server === null ? undefined : view.server(seen.server);
    if (server && server.ready !== "READY") return;
    const { allocationId, podId } = seen.mark;
    await ledger.write(async (tx) => {
      const pod = await tx.podById(podId);
      const allocation = pod?.allocations.find((held) => held.id === allocationId && held.clusterUid === seen.uid);
      if (!pod || !allocation) return;
      const operation = pod.operationId === null ? null : await tx.operation(pod.operationId);
      if (operation && !isOver(operation.state)) return;
      await releaseAllocation(tx, pod, allocation);
      await tx.savePod({ ...pod, updatedAt: clock.now() });
    });
  }
}
