import { type ObservedPod, type PodKey, podKeyText } from "@resource-manager/domain/model/pod";
import type { ObservedServer } from "@resource-manager/domain/model/server";
import type { ClusterView, ClusterViewEvent, Freshness } from "@resource-manager/domain/ports/cluster";

/** A cluster's state that tests set. */
export class FakeClusterView implements ClusterView {
  synced = true;
  readonly #servers = new Map<string, ObservedServer>();
  readonly #pods = new Map<string, ObservedPod>();
  readonly #listeners = new Set<(event: ClusterViewEvent) => void>();
  #freshness: Freshness = { observedAt: null, stale: false, why: null };

  setServer(server: ObservedServer): void {
    this.#servers.set(server.name, server);
    this.#tell({ kind: "server", name: server.name });
  }
  removeServer(name: string): void {
    this.#servers.delete(name);
    this.#tell({ kind: "server", name });
  }
  setPod(pod: ObservedPod): void {
    this.#pods.set(podKeyText(pod), pod);
    this.#tell({ kind: "pod", key: podKeyText(pod) });
  }
  removePod(key: string): void {
    this.#pods.delete(key);
    this.#tell({ kind: "pod", key });
  }
  setFreshness(freshness: Freshness): void {
    this.#freshness = freshness;
    this.#tell({ kind: "freshness" });
  }
  /** Everything is replaced without an event for each, as after a relist. */
  replaceAll(servers: readonly ObservedServer[], pods: readonly ObservedPod[]): void {
    this.#servers.clear();
    this.#pods.clear();
    for (const server of servers) this.#servers.set(server.name, server);
    for (const pod of pods) this.#pods.set(podKeyText(pod), pod);
    this.synced = true;
    this.#tell({ kind: "reset" });
  }

  freshness(): Freshness {
    return this.#freshness;
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
  acknowledge(): void {}
  async whenSynced(): Promise<void> {}
  async stop(): Promise<void> {
    this.#listeners.clear();
  }

  #tell(event: ClusterViewEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
