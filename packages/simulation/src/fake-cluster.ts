import {
  addNeeds,
  fits,
  maxNeeds,
  type Need,
  NO_NEED,
  needOf,
  subtractNeeds,
} from "@resource-manager/domain/model/amounts";
import type { NamespaceObject, NamespaceState, PodInNamespace } from "@resource-manager/domain/model/namespace-object";
import { type ObservedPod, type PodEvent, type PodKey, podKeyText } from "@resource-manager/domain/model/pod";
import type { ObservedServer } from "@resource-manager/domain/model/server";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type {
  CallOptions,
  Cluster,
  ClusterAnswer,
  ClusterIdentity,
  ClusterView,
  ClusterViewEvent,
  Freshness,
  NamespacePlace,
  ObjectVersion,
  ObservedNamespace,
  PodDetails,
  PodOrder,
  ServerKey,
} from "@resource-manager/domain/ports/cluster";
import { FakeNamespaces } from "./fake-namespaces.ts";

const STOP_MS = 1_000;
/** How long a kubelet takes to look at a resize and to apply it. */
const RESIZE_MS = 1_000;

/**
 * A cluster in memory that answers as the Cluster and ClusterView ports promise: for testing operations at speed and on a
 * virtual clock. Its scheduler binds at once what fits; its kubelets run, resize and end pods while their server is ready.
 */
export class FakeCluster implements Cluster, ClusterView {
  readonly synced = true;
  readonly #clock: Clock;
  readonly #servers = new Map<string, ObservedServer>();
  readonly #pods = new Map<string, ObservedPod>();
  readonly #specs = new Map<string, PodOrder>();
  readonly kept = new FakeNamespaces();
  /** What really runs, by uid: a dead kubelet goes on running what the API server has forgotten. */
  readonly #containers = new Map<string, ObservedPod>();
  readonly #listeners = new Set<(event: ClusterViewEvent) => void>();
  #counter = 0;
  /** Every resize that would be applied is answered like this instead. */
  resizeAnswer: "APPLY" | "DEFER" | "INFEASIBLE" = "APPLY";
  /** What the view holds against the cluster. */
  suspicious: string | null = null;
  /** Admission refuses new pods with this message. */
  refuseCreates: string | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.kept.add("test-team", "OURS");
  }

  addServer(name: string, allocatable: Need, gpuModel: string | null = "H100"): void {
    this.#servers.set(name, {
      uid: `node-${name}`,
      name,
      resourceVersion: this.#version(),
      gpuModel,
      labels: {},
      taints: [],
      conditions: [],
      ready: "READY",
      cordoned: false,
      capacity: allocatable,
      allocatable,
      kubeletVersion: null,
      createdAt: this.#clock.now(),
    });
    this.#tell({ kind: "server", name });
    this.#scheduleAll();
  }

  editServer(name: string, patch: Partial<Pick<ObservedServer, "ready" | "cordoned" | "allocatable">>): void {
    const server = this.#servers.get(name);
    if (!server) throw new Error(`there is no server ${name}`);
    this.#servers.set(name, { ...server, ...patch });
    this.#tell({ kind: "server", name });
    for (const pod of [...this.#pods.values()]) if (pod.deletionRequestedAt) this.#endSoon(pod);
    this.#clock.schedule(RESIZE_MS, () => this.#applyResizes());
    if (this.#isReady(name)) this.#killForgotten(name);
    this.#scheduleAll();
  }

  /** The node is removed; its pods are collected with it. */
  removeServer(name: string): void {
    this.#servers.delete(name);
    for (const pod of this.containersOn(name)) this.#containers.delete(pod.uid);
    for (const pod of [...this.#pods.values()]) if (pod.server === name) this.#remove(pod.uid);
    this.#tell({ kind: "server", name });
  }

  /** Somebody else's pod, or ours made by another hand. */
  putPod(order: PodOrder & { readonly foreign?: boolean }): ObservedPod {
    return this.#add(order, order.foreign === true);
  }

  /** Somebody edits or deletes beside us. */
  editPod(key: PodKey, patch: Partial<ObservedPod>): void {
    const pod = this.#pods.get(podKeyText(key));
    if (pod) this.#put({ ...pod, ...patch });
  }

  /** Somebody deletes a namespace; its pods go with it. */
  removeNamespace(name: string): void {
    this.kept.delete(name);
    for (const pod of [...this.#pods.values()]) if (pod.namespace === name) this.#remove(pod.uid);
  }

  /** With grace 0: the object is gone at once, whatever its server does. */
  deleteBesideUs(key: PodKey): void {
    const pod = this.#pods.get(podKeyText(key));
    if (pod) this.#remove(pod.uid);
  }

  /** Its containers exit by themselves. */
  endPod(key: PodKey, status: "SUCCEEDED" | "FAILED", reason: string): void {
    const pod = this.#pods.get(podKeyText(key));
    if (!pod || pod.terminal || !this.#isReady(pod.server)) return;
    this.#containers.delete(pod.uid);
    this.#put({ ...pod, status, reason, terminal: true });
    this.#scheduleAll();
  }

  /** Kubelets look again at the resizes that they deferred or held for infeasible. */
  applyDeferred(): void {
    for (const pod of [...this.#pods.values()])
      if ((pod.resize === "DEFERRED" || pod.resize === "INFEASIBLE") && this.#hasRoomToBe(pod, pod.effective))
        this.#put({ ...pod, held: maxNeeds(pod.held, pod.effective), resize: "IN_PROGRESS", resizeMessage: null });
    this.#clock.schedule(RESIZE_MS, () => this.#applyResizes());
  }

  /** What really runs on that server, whether the API server knows it or not. */
  containersOn(server: string): readonly ObservedPod[] {
    return [...this.#containers.values()].filter((pod) => pod.server === server);
  }

  // Cluster

  async identity(): Promise<ClusterAnswer<ClusterIdentity>> {
    return { kind: "ok", value: { uid: "fake-cluster", version: "v0" } };
  }

  async createPod(order: PodOrder, options: CallOptions = {}): Promise<ClusterAnswer<ObservedPod>> {
    if (this.refuseCreates) return { kind: "rejected", reason: "Forbidden", message: this.refuseCreates, problems: [] };
    if (this.#pods.has(podKeyText(order))) return { kind: "alreadyExists" };
    if (options.dryRun) return { kind: "ok", value: this.#project(order, false) };
    return { kind: "ok", value: this.#add(order, false) };
  }

  async readPod(key: PodKey): Promise<ClusterAnswer<ObservedPod>> {
    const pod = this.#pods.get(podKeyText(key));
    return pod ? { kind: "ok", value: pod } : { kind: "notFound" };
  }

  async deletePod(key: PodKey, uid: string, options: CallOptions = {}): Promise<ClusterAnswer<null>> {
    const pod = this.#pods.get(podKeyText(key));
    if (!pod) return { kind: "notFound" };
    if (pod.uid !== uid) return { kind: "conflict", message: "another uid" };
    if (options.dryRun || pod.deletionRequestedAt) return { kind: "ok", value: null };
    const going = this.#put({ ...pod, status: "TERMINATING", deletionRequestedAt: this.#clock.now() });
    this.#endSoon(going);
    return { kind: "ok", value: null };
  }

  async resizePod(
    key: PodKey,
    at: ObjectVersion,
    { cpuMillis, ramBytes }: { cpuMillis: number; ramBytes: number },
  ): Promise<ClusterAnswer<ObservedPod>> {
    this.#clock.schedule(RESIZE_MS, () => this.#applyResizes());
    return this.#patch(key, at, (pod) => {
      const effective = { ...pod.effective, cpuMillis, ramBytes };
      if (this.resizeAnswer === "DEFER" || !this.#hasRoomToBe(pod, effective))
        return { ...pod, effective, resize: "DEFERRED", resizeMessage: "no room now" };
      if (this.resizeAnswer === "INFEASIBLE")
        return { ...pod, effective, resize: "INFEASIBLE", resizeMessage: "never" };
      const held = maxNeeds(pod.held, effective);
      return { ...pod, effective, held, resize: "IN_PROGRESS", resizeMessage: null };
    });
  }

  async setImage(key: PodKey, at: ObjectVersion, image: string): Promise<ClusterAnswer<ObservedPod>> {
    return this.#patch(key, at, (pod) => ({ ...pod, image }));
  }

  async setMark(key: PodKey, at: ObjectVersion, order: PodOrder): Promise<ClusterAnswer<ObservedPod>> {
    return this.#patch(key, at, (pod) => ({ ...pod, mark: order.mark, brokenMark: null }));
  }

  async setCordoned({ name, uid }: ServerKey, cordoned: boolean): Promise<ClusterAnswer<null>> {
    const server = this.#servers.get(name);
    if (!server) return { kind: "notFound" };
    if (server.uid !== uid) return { kind: "conflict", message: "another uid" };
    this.editServer(name, { cordoned });
    return { kind: "ok", value: null };
  }

  async inspectPod(key: PodKey): Promise<ClusterAnswer<PodDetails>> {
    const pod = this.#pods.get(podKeyText(key));
    const order = pod && this.#specs.get(pod.uid);
    if (!pod || !order) return { kind: "notFound" };
    const spec = { ...order.spec, image: pod.image };
    return { kind: "ok", value: { pod, spec, version: order.version, writers: [] } };
  }

  async namespaces(): Promise<ClusterAnswer<readonly ObservedNamespace[]>> {
    const value = this.kept.names().map((name) => ({ name, uid: `namespace-${name}`, terminating: false }));
    return { kind: "ok", value };
  }

  async ensureNamespace(name: string): Promise<ClusterAnswer<"MADE">> {
    if (!this.kept.has(name)) this.kept.add(name, "OURS");
    return { kind: "ok", value: "MADE" };
  }

  async readNamespace(name: string): Promise<ClusterAnswer<NamespaceState>> {
    return this.kept.read(name);
  }

  async putNamespaceObject(
    { namespace }: NamespacePlace,
    object: NamespaceObject,
    at: ObjectVersion | null,
  ): Promise<ClusterAnswer<null>> {
    return this.kept.put(namespace, object, at);
  }

  async deletePullSecret(namespace: string, name: string, uid: string): Promise<ClusterAnswer<null>> {
    return this.kept.removeSecret(namespace, name, uid);
  }

  async deleteNamespace(name: string, uid: string): Promise<ClusterAnswer<null>> {
    return this.kept.remove(name, uid);
  }

  async podsInNamespace(name: string): Promise<ClusterAnswer<readonly PodInNamespace[]>> {
    const pods = [...this.#pods.values()].filter(({ namespace }) => namespace === name);
    const value = pods.map((pod) => ({ name: pod.name, ours: pod.mark !== null, violations: [], mountsToken: false }));
    return { kind: "ok", value };
  }

  async podEvents(): Promise<ClusterAnswer<readonly PodEvent[]>> {
    return { kind: "ok", value: [] };
  }

  async podYaml(): Promise<ClusterAnswer<string>> {
    return { kind: "ok", value: "" };
  }

  async podLog(): Promise<ClusterAnswer<string>> {
    return { kind: "ok", value: "" };
  }

  // ClusterView

  freshness(): Freshness {
    const suspicious = this.suspicious === null ? {} : { suspicious: this.suspicious };
    return { observedAt: this.#clock.now(), stale: false, why: null, ...suspicious };
  }

  acknowledge(): void {
    this.suspicious = null;
  }

  servers(): ReadonlyMap<string, ObservedServer> {
    return this.#servers;
  }

  server(name: string): ObservedServer | undefined {
    return this.#servers.get(name);
  }

  pods(): ReadonlyMap<string, ObservedPod> {
    return this.#pods;
  }

  pod(key: PodKey): ObservedPod | undefined {
    return this.#pods.get(podKeyText(key));
  }

  podsOn(server: string): readonly ObservedPod[] {
    return [...this.#pods.values()].filter((pod) => pod.server === server);
  }

  subscribe(listener: (event: ClusterViewEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async whenSynced(): Promise<void> {}

  async stop(): Promise<void> {}

  // Its inside

  #add(order: PodOrder, foreign: boolean): ObservedPod {
    const pod = this.#put(this.#project(order, foreign));
    this.#specs.set(pod.uid, order);
    this.#scheduleAll();
    return this.#pods.get(podKeyText(order)) ?? pod;
  }

  #project(order: PodOrder, foreign: boolean): ObservedPod {
    const need = needOf(order.spec.resources);
    return {
      uid: `uid-${++this.#counter}`,
      resourceVersion: this.#version(),
      namespace: order.namespace,
      name: order.name,
      mark: foreign ? null : order.mark,
      brokenMark: null,
      server: null,
      image: order.spec.image,
      runningImage: null,
      container: foreign ? null : { command: order.spec.command, env: order.spec.env, ports: order.spec.ports },
      status: "PENDING",
      reason: null,
      message: null,
      restarts: 0,
      effective: need,
      held: need,
      resize: "NONE",
      resizeMessage: null,
      terminal: false,
      unschedulableSince: null,
      deletionRequestedAt: null,
      createdAt: this.#clock.now(),
      scheduledAt: null,
      startedAt: null,
      readyAt: null,
    };
  }

  #scheduleAll(): void {
    for (const pod of [...this.#pods.values()]) {
      const order = this.#specs.get(pod.uid);
      if (!order || pod.server !== null || pod.deletionRequestedAt) continue;
      const server = this.#servers.get(order.server);
      const fit = server && server.ready === "READY" && !server.cordoned && fits(pod.effective, this.#leftOn(server));
      const now = this.#clock.now();
      if (fit)
        this.#put({
          ...pod,
          server: server.name,
          status: "RUNNING",
          reason: null,
          message: null,
          scheduledAt: now,
          startedAt: now,
          readyAt: now,
        });
      else if (!pod.unschedulableSince)
        this.#put({ ...pod, reason: "Unschedulable", message: `${order.server} has no room`, unschedulableSince: now });
    }
  }

  #leftOn(server: ObservedServer): Need {
    const taken = this.podsOn(server.name).reduce(
      (sum, pod) => (pod.terminal ? sum : addNeeds(sum, pod.held)),
      NO_NEED,
    );
    return subtractNeeds(server.allocatable, taken);
  }

  /** A kubelet defers what the other pods on its server leave no room for. */
  #hasRoomToBe(pod: ObservedPod, size: Need): boolean {
    const server = pod.server === null ? undefined : this.#servers.get(pod.server);
    return server === undefined || fits(size, addNeeds(this.#leftOn(server), pod.held));
  }

  #endSoon(pod: ObservedPod): void {
    const server = pod.server === null ? null : this.#servers.get(pod.server);
    if (server && server.ready !== "READY") return;
    this.#clock.schedule(STOP_MS, () => {
      const node = pod.server === null ? null : this.#servers.get(pod.server);
      if (!node || node.ready === "READY") this.#remove(pod.uid);
    });
  }

  /** Kubelets do nothing on a server that is not ready, and go on where they were when it is back. */
  #applyResizes(): void {
    for (const pod of [...this.#pods.values()]) {
      if (pod.resize !== "IN_PROGRESS" || !this.#isReady(pod.server)) continue;
      this.#put({ ...pod, held: pod.effective, resize: "NONE" });
    }
  }

  /** A kubelet that is back ends what the API server no longer has. */
  #killForgotten(server: string): void {
    for (const pod of this.containersOn(server)) {
      if (this.#pods.get(podKeyText(pod))?.uid !== pod.uid) this.#containers.delete(pod.uid);
    }
  }

  #isReady(server: string | null): boolean {
    return server !== null && this.#servers.get(server)?.ready === "READY";
  }

  #remove(uid: string): void {
    const pod = [...this.#pods.values()].find((candidate) => candidate.uid === uid);
    if (!pod) return;
    this.#pods.delete(podKeyText(pod));
    this.#specs.delete(uid);
    if (pod.server === null || this.#isReady(pod.server)) this.#containers.delete(uid);
    this.#tell({ kind: "pod", key: podKeyText(pod) });
    this.#scheduleAll();
    if (this.resizeAnswer === "APPLY") this.applyDeferred();
  }

  #patch(key: PodKey, at: ObjectVersion, change: (pod: ObservedPod) => ObservedPod): ClusterAnswer<ObservedPod> {
    const pod = this.#pods.get(podKeyText(key));
    if (!pod) return { kind: "notFound" };
    if (pod.uid !== at.uid || pod.resourceVersion !== at.resourceVersion)
      return { kind: "conflict", message: "a newer version exists" };
    return { kind: "ok", value: this.#put(change(pod)) };
  }

  #put(pod: ObservedPod): ObservedPod {
    const stored = { ...pod, resourceVersion: this.#version() };
    this.#pods.set(podKeyText(pod), stored);
    if (stored.status === "RUNNING") this.#containers.set(pod.uid, stored);
    this.#tell({ kind: "pod", key: podKeyText(pod) });
    return stored;
  }

  #tell(event: ClusterViewEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #version(): string {
    return String(++this.#counter);
  }
}
