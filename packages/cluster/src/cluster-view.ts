import { type ObservedPod, type PodKey, podKeyText } from "@resource-manager/domain/model/pod";
import type { ObservedServer } from "@resource-manager/domain/model/server";
import type { ClusterView, ClusterViewEvent, Freshness } from "@resource-manager/domain/ports/cluster";
import { probeCluster } from "./cluster-probe.ts";
import { ClusterTrust, type Verdict } from "./cluster-trust.ts";
import type { ClusterConnection } from "./connect.ts";
import { differences } from "./differences.ts";
import { PodsByServer } from "./pods-by-server.ts";
import { Reflector } from "./reflector.ts";
import type { Reflected, ReflectorCounters, ReflectorSink } from "./reflector-options.ts";
import { staleBecause } from "./staleness.ts";
import { VIEW_TIMINGS, type ViewTimings } from "./view-timings.ts";

export interface KubernetesClusterView extends ClusterView {
  /** UID of the kube-system namespace of the cluster that this view follows; null until it was first reached. */
  readonly clusterUid: string | null;
  /** A person has looked at what was suspicious: `freshness().suspicious` is absent again. */
  acknowledge(): void;
  /** Counters per kind, for metrics. */
  counters(): Readonly<Record<"pods" | "nodes", Readonly<ReflectorCounters>>> & { readonly listenerErrors: number };
}

/** Opens the live view: one watch for nodes and one for the pods of all namespaces, whatever the number of readers. */
export function openClusterView(
  connection: ClusterConnection,
  timings: ViewTimings = VIEW_TIMINGS,
): KubernetesClusterView {
  const view = new View(connection, timings);
  view.start();
  return view;
}

/** A relist with more differences than this is told as one reset instead of one event for each. */
const DIFFERENCES_MAX = 1_000;

/** What a person must look at. A stranger passes with it, because nothing of it stays; the others stay until acknowledged. */
type Suspicion = "stranger" | "backwards" | "no pods" | "no nodes";

class View implements KubernetesClusterView {
  readonly #connection: ClusterConnection;
  readonly #timings: ViewTimings;
  readonly #trust: ClusterTrust;
  readonly #pods: Reflector<ObservedPod>;
  readonly #servers: Reflector<ObservedServer>;
  readonly #byServer = new PodsByServer();
  readonly #listeners = new Set<(event: ClusterViewEvent) => void>();
  readonly #stopping = new AbortController();
  #verdict: Verdict = { kind: "away", why: "it was not reached yet" };
  #probeAnsweredAt: Date | null = null;
  #probing: Promise<Verdict> | null = null;
  readonly #suspicions = new Map<Suspicion, string>();
  #told: Pick<Freshness, "stale" | "why" | "suspicious"> = { stale: true, why: null };
  #cancelProbe = () => {};
  #cancelTick = () => {};
  #listenerErrors = 0;

  constructor(connection: ClusterConnection, timings: ViewTimings) {
    this.#connection = connection;
    this.#timings = timings;
    this.#trust = new ClusterTrust(timings.backwardsGraceMs);
    this.#pods = this.#reflector("pods", "/api/v1/pods", null, connection.projectPod, podKeyText, {
      put: (key, pod) => {
        this.#byServer.put(key, pod);
        this.#emit({ kind: "pod", key });
      },
      removed: (key, pod) => {
        this.#byServer.remove(key, pod);
        this.#emit({ kind: "pod", key });
      },
      replaced: (before) => {
        this.#byServer.replaceAll(this.#pods.objects);
        this.#tellDifferences(before, this.#pods.objects, (key) => ({ kind: "pod", key }));
      },
    });
    this.#servers = this.#reflector(
      "nodes",
      "/api/v1/nodes",
      connection.serverSelector,
      connection.projectServer,
      nameOf,
      {
        put: (name) => this.#emit({ kind: "server", name }),
        removed: (name) => this.#emit({ kind: "server", name }),
        replaced: (before) =>
          this.#tellDifferences(before, this.#servers.objects, (name) => ({ kind: "server", name })),
      },
    );
  }

  get synced(): boolean {
    return this.#pods.synced && this.#servers.synced;
  }

  get clusterUid(): string | null {
    return this.#trust.clusterUid;
  }

  freshness(): Freshness {
    const heard = [this.#probeAnsweredAt, this.#pods.provedAt, this.#servers.provedAt].filter((time) => time !== null);
    const observedAt = heard.reduce<Date | null>((last, time) => (last === null || time > last ? time : last), null);
    const why = this.#staleBecause();
    const suspicious = this.#suspicions.size === 0 ? {} : { suspicious: [...this.#suspicions.values()].join("; ") };
    return { observedAt, stale: why !== null, why, ...suspicious };
  }

  servers(): ReadonlyMap<string, ObservedServer> {
    return this.#servers.objects;
  }

  server(name: string): ObservedServer | undefined {
    return this.#servers.objects.get(name);
  }

  pods(): ReadonlyMap<string, ObservedPod> {
    return this.#pods.objects;
  }

  pod(key: PodKey): ObservedPod | undefined {
    return this.#pods.objects.get(podKeyText(key));
  }

  podsOn(server: string): readonly ObservedPod[] {
    return this.#byServer.on(server);
  }

  subscribe(listener: (event: ClusterViewEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  whenSynced(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = AbortSignal.any([this.#stopping.signal, ...(signal === undefined ? [] : [signal])]);
      const check = () => {
        if (this.synced) {
          finish(resolve);
        } else if (ended.aborted) {
          finish(() => reject(new Error(`the cluster's state was not read: ${this.#staleBecause() ?? "stopped"}`)));
        }
      };
      const unsubscribe = this.subscribe(check);
      ended.addEventListener("abort", check);
      const finish = (settle: () => void) => {
        unsubscribe();
        ended.removeEventListener("abort", check);
        settle();
      };
      check();
    });
  }

  acknowledge(): void {
    this.#suspicions.clear();
    this.#tellFreshness();
  }

  counters() {
    return { pods: this.#pods.counters, nodes: this.#servers.counters, listenerErrors: this.#listenerErrors };
  }

  start(): void {
    void this.#verify();
    this.#pods.start();
    this.#servers.start();
    this.#tick();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelProbe();
    this.#cancelTick();
    await Promise.all([this.#pods.stop(), this.#servers.stop(), this.#probing]);
    this.#listeners.clear();
  }

  #reflector<T extends Reflected>(
    kind: "pods" | "nodes",
    path: string,
    labelSelector: string | null,
    project: (raw: unknown) => T | null,
    keyOf: (object: T) => string,
    sink: Pick<ReflectorSink<T>, "put" | "removed" | "replaced">,
  ): Reflector<T> {
    return new Reflector({
      kind,
      path,
      labelSelector,
      project,
      keyOf,
      transport: this.#connection.transport,
      clock: this.#connection.clock,
      random: this.#connection.random,
      timings: this.#timings.reflector,
      verify: async () => {
        const verdict = await this.#verifyFromNow();
        if (verdict.kind !== "trusted") {
          throw new Error(verdict.why);
        }
      },
      sink: {
        ...sink,
        health: () => this.#tellFreshness(),
        emptied: (count) =>
          this.#suspect(`no ${kind}`, `the cluster has no ${kind} any more, where there were ${count}`),
      },
    });
  }

  /** One probe at a time, shared by all who ask. The next one follows by itself. */
  #verify(): Promise<Verdict> {
    this.#probing ??= this.#probe().finally(() => {
      this.#probing = null;
    });
    return this.#probing;
  }

  /** A probe that is under way may have been answered before whatever made the caller doubt. */
  async #verifyFromNow(): Promise<Verdict> {
    await this.#probing;
    return await this.#verify();
  }

  async #probe(): Promise<Verdict> {
    this.#cancelProbe();
    const { clock, transport } = this.#connection;
    const newest = [this.#pods.newest, this.#servers.newest].filter((version) => version !== null);
    const answer = await probeCluster(transport, this.#timings.probeTimeoutMs, this.#stopping.signal);
    if (answer.kind === "there") {
      this.#probeAnsweredAt = clock.now();
    }
    this.#conclude(this.#trust.judge(answer, newest, clock.now().getTime()));
    if (!this.#stopping.signal.aborted) {
      const { probeEveryMs, probeAgainMs } = this.#timings;
      const delayMs = this.#verdict.kind === "trusted" ? probeEveryMs : probeAgainMs;
      this.#cancelProbe = clock.schedule(delayMs, () => void this.#verify());
    }
    return this.#verdict;
  }

  #conclude(verdict: Verdict): void {
    const before = this.#verdict;
    this.#verdict = verdict;
    if (verdict.kind === "stranger" && before.kind !== "stranger") {
      this.#suspect("stranger", verdict.why);
      this.#each((reflector) => reflector.interrupt(verdict.why));
    }
    if (verdict.kind === "backwards") {
      this.#backwards(verdict, before);
    }
    if (verdict.kind === "trusted" && before.kind !== "trusted") {
      if (before.kind === "backwards" || before.kind === "stranger") {
        // What was read or written in between may be another history: old versions are no ground to go on from.
        this.#each((reflector) => reflector.distrust(before.why));
        this.#suspicions.delete("stranger");
      }
      this.#each((reflector) => reflector.wake());
    }
    this.#tellFreshness();
  }

  /** A failover passes within the grace. What lasts is a cluster that was set back: it is shown as it is, and flagged. */
  #backwards(verdict: Verdict & { kind: "backwards" }, before: Verdict): void {
    if (before.kind !== "backwards") {
      this.#each((reflector) => reflector.interrupt(verdict.why));
    }
    if (verdict.lasting) {
      this.#suspect("backwards", verdict.why);
      this.#each((reflector) => reflector.distrust(verdict.why));
    }
  }

  #each(act: (reflector: Pick<Reflector<Reflected>, "interrupt" | "distrust" | "wake">) => void): void {
    act(this.#pods);
    act(this.#servers);
  }

  #suspect(what: Suspicion, why: string): void {
    this.#suspicions.set(what, why);
    this.#tellFreshness();
  }

  #staleBecause(): string | null {
    const facts = {
      verdict: this.#verdict,
      probeAnsweredAt: this.#probeAnsweredAt,
      reflectors: [this.#pods, this.#servers],
    };
    return staleBecause(facts, this.#timings, this.#connection.clock.now());
  }

  #tick(): void {
    this.#tellFreshness();
    this.#cancelTick = this.#connection.clock.schedule(this.#timings.tickMs, () => this.#tick());
  }

  #tellFreshness(): void {
    const { stale, why, suspicious } = this.freshness();
    const told = this.#told;
    if (stale !== told.stale || why !== told.why || suspicious !== told.suspicious) {
      this.#told = { stale, why, ...(suspicious === undefined ? {} : { suspicious }) };
      this.#emit({ kind: "freshness" });
    }
  }

  #tellDifferences<T extends Reflected>(
    before: ReadonlyMap<string, T>,
    after: ReadonlyMap<string, T>,
    eventOf: (key: string) => ClusterViewEvent,
  ): void {
    this.#tellFreshness();
    const keys = before.size === 0 ? null : differences(before, after);
    if (keys === null || keys.length > DIFFERENCES_MAX) {
      this.#emit({ kind: "reset" });
      return;
    }
    for (const key of keys) {
      this.#emit(eventOf(key));
    }
  }

  #emit(event: ClusterViewEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#listenerErrors += 1;
        this.#connection.warn(
          `a listener of the cluster's view failed: ${error instanceof Error ? error.stack : error}`,
        );
      }
    }
  }
}

function nameOf(server: ObservedServer): string {
  return server.name;
}
