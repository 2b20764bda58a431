import { type ObservedPod, type PodKey, podKeyText } from "@resource-manager/domain/model/pod";
import type { ObservedServer } from "@resource-manager/domain/model/server";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { ClusterView, ClusterViewEvent, Freshness } from "@resource-manager/domain/ports/cluster";

/** A view that heard nothing for so long says that it is stale: the product's own probe promises that. */
const STALE_AFTER_MS = 15_000;

/**
 * The cluster as watches would show it: each kind's changes in their order, but late, and not at all while the watch is dead. When it is
 * back, everything is listed anew: what happened meanwhile is seen as one step.
 */
export class LaggingView implements ClusterView {
  readonly synced = true;
  readonly #real: ClusterView;
  readonly #clock: Clock;
  readonly #pods: Map<string, ObservedPod>;
  readonly #servers: Map<string, ObservedServer>;
  readonly #listeners = new Set<(event: ClusterViewEvent) => void>();
  readonly #unsubscribe: () => void;
  /** When the last event of each kind arrives: the next one is not earlier. */
  readonly #arrival = { pod: 0, server: 0 };
  #lagMs = 0;
  #deadSince: Date | null = null;
  /** Events of an earlier watch never arrive. */
  #watch = 0;

  constructor(real: ClusterView, clock: Clock) {
    this.#real = real;
    this.#clock = clock;
    this.#pods = new Map(real.pods());
    this.#servers = new Map(real.servers());
    this.#unsubscribe = real.subscribe((event) => this.#hear(event));
  }

  /** How late changes arrive from now on. */
  lagBy(ms: number): void {
    this.#lagMs = ms;
  }

  /** The connection stays open, and nothing comes through it. */
  cut(): void {
    if (this.#deadSince) return;
    this.#deadSince = this.#clock.now();
    this.#watch += 1;
    this.#clock.schedule(STALE_AFTER_MS, () => this.#tell({ kind: "freshness" }));
  }

  restore(): void {
    if (!this.#deadSince) return;
    this.#deadSince = null;
    this.#watch += 1;
    replace(this.#pods, this.#real.pods());
    replace(this.#servers, this.#real.servers());
    this.#tell({ kind: "reset" });
    this.#tell({ kind: "freshness" });
  }

  freshness(): Freshness {
    const since = this.#deadSince;
    const now = this.#clock.now();
    if (!since) return { observedAt: now, stale: false, why: null };
    const stale = now.getTime() - since.getTime() >= STALE_AFTER_MS;
    return { observedAt: since, stale, why: stale ? "nothing was heard of the cluster" : null };
  }

  acknowledge(): void {
    this.#real.acknowledge();
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

  async stop(): Promise<void> {
    this.#unsubscribe();
  }

  #hear(event: ClusterViewEvent): void {
    if (this.#deadSince || (event.kind !== "pod" && event.kind !== "server")) return;
    const take = event.kind === "pod" ? this.#pod(event.key) : this.#server(event.name);
    const now = this.#clock.now().getTime();
    const arrival = Math.max(this.#arrival[event.kind], now + this.#lagMs);
    this.#arrival[event.kind] = arrival;
    const watch = this.#watch;
    const arrive = () => {
      if (watch !== this.#watch) return;
      take();
      this.#tell(event);
    };
    if (arrival <= now) arrive();
    else this.#clock.schedule(arrival - now, arrive);
  }

  #pod(key: string): () => void {
    const pod = this.#real.pods().get(key);
    return () => (pod ? this.#pods.set(key, pod) : this.#pods.delete(key));
  }

  #server(name: string): () => void {
    const server = this.#real.server(name);
    return () => (server ? this.#servers.set(name, server) : this.#servers.delete(name));
  }

  #tell(event: ClusterViewEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

function replace<T>(target: Map<string, T>, source: ReadonlyMap<string, T>): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}
