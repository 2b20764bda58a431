import type { LedgerPods } from "@resource-manager/domain/consistency/ledger-pods";
import { addNeeds, type Need, NO_NEED } from "@resource-manager/domain/model/amounts";
import type { LedgerChange } from "@resource-manager/domain/model/change";
import type { Operation } from "@resource-manager/domain/model/operation";
import { type LedgerPod, type ObservedPod, type PodKey, podKeyText } from "@resource-manager/domain/model/pod";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { ClusterView, ClusterViewEvent, Freshness } from "@resource-manager/domain/ports/cluster";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import { ChangeFeed } from "./change-feed.ts";
import { Holdings, type Stake, stakesOf } from "./holdings.ts";
import { OperationMemory } from "./operation-memory.ts";
import { OverviewCounters } from "./overview.ts";
import { podCondition } from "./pod-condition.ts";
import { LivePodRow, samePodRow } from "./pod-row.ts";
import { podTable } from "./pod-table.ts";
import { LiveServerRow, sameServerRow } from "./server-row.ts";
import { serverTable } from "./server-table.ts";
import { EVERYTHING } from "./sight.ts";
import { TeamDirectory } from "./team-directory.ts";

export interface LiveViewPorts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly installationId: string;
  /** Taint keys that our pods tolerate. */
  readonly toleratedTaints: ReadonlySet<string>;
  /** A UUID per process start. */
  readonly epoch: string;
  /** The shortest time between two batches of changes; default 50. */
  readonly intervalMs?: number;
  /** How many changed keys subscribers can resume over; default 65,536. */
  readonly memoryKeys?: number;
}

/** What one team's pods hold on a server. */
export interface TeamHolding {
  readonly team: string;
  readonly pods: number;
  readonly holds: Need;
}

/** What is known under one `namespace/name`. */
interface Entry {
  /** The pod of the ledger that is not gone. */
  ledger: LedgerPod | null;
  observed: ObservedPod | null;
  observedAt: Date | null;
  stakes: readonly Stake[];
}

/** A relist names every key at once; so many are looked at before others get their turn. */
const SLICE_KEYS = 500;
/** So many of the newest operations are in memory from the start. */
const RECENT_OPERATIONS = 200;

/**
 * Ledger and cluster as one picture in memory, and the feed of its changes. Events of either side only name what to look at again:
 * each look reads the present state of both, so neither order nor repetition matters. A look costs the same whatever the number of
 * pods and servers.
 */
export class LiveView {
  readonly pods = podTable();
  readonly servers = serverTable();
  readonly overview = new OverviewCounters();
  readonly operations = new OperationMemory();
  readonly teams: TeamDirectory;
  readonly feed: ChangeFeed;
  readonly #ports: LiveViewPorts;
  readonly #entries = new Map<string, Entry>();
  /** The ledger's side of the picture, up to its last commit. */
  readonly ledgerPods: LedgerPods;
  readonly #holdings = new Holdings();
  /** Servers to look at before the present event is done with. */
  readonly #touched = new Set<string>();
  readonly #operationListeners = new Set<(operation: Operation) => void>();
  readonly #freshnessListeners = new Set<(freshness: Freshness) => void>();
  readonly #unsubscribe: (() => void)[] = [];
  #clusterHeard: boolean;
  #freshness: Freshness;
  /** What a relist left to look at. */
  #backlog: Iterator<() => void> | null = null;
  #cancelSlice: () => void = () => undefined;
  readonly #caughtUp: (() => void)[] = [];

  constructor(ports: LiveViewPorts) {
    this.#ports = ports;
    const { clock, epoch, intervalMs = 50, memoryKeys = 65_536 } = ports;
    this.teams = new TeamDirectory(ports.ledger);
    this.feed = new ChangeFeed({ clock, epoch, intervalMs, memoryKeys });
    this.#clusterHeard = ports.view.synced;
    this.#freshness = ports.view.freshness();
    this.ledgerPods = ledgerSide(this.#entries);
  }

  /** Reads the ledger, then follows both sides. */
  async start(): Promise<void> {
    const { ledger, view } = this.#ports;
    // What commits while we read is told again afterwards, in order: the last word on each pod is the newest.
    const meanwhile: LedgerChange[] = [];
    let follow = (change: LedgerChange): void => void meanwhile.push(change);
    this.#unsubscribe.push(ledger.subscribe((change) => follow(change)));
    const [pods, open, recent] = await Promise.all([
      ledger.livePods(),
      ledger.openOperations(),
      ledger.recentOperations(RECENT_OPERATIONS),
      this.teams.start(),
    ]);
    for (const operation of oldestFirst([...open, ...recent])) this.operations.remember(operation);
    for (const pod of pods) this.#entry(podKeyText(pod)).ledger = pod;
    for (const change of meanwhile) this.#takeChange(change);
    follow = (change) => this.#takeChange(change);
    this.#unsubscribe.push(view.subscribe((event) => this.#takeEvent(event)));
    this.#lookAtAll();
    this.feed.flush();
  }

  /** Resolves once everything that the last relist named has been looked at. */
  async caughtUp(): Promise<void> {
    if (this.#backlog === null) return;
    await new Promise<void>((resolve) => this.#caughtUp.push(resolve));
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#cancelSlice();
    this.teams.stop();
    this.feed.stop();
    this.#operationListeners.clear();
    this.#freshnessListeners.clear();
  }

  freshness(): Freshness {
    return this.#ports.view.freshness();
  }

  pod(key: PodKey): LivePodRow | null {
    return this.pods.get(podKeyText(key));
  }

  server(name: string): LiveServerRow | null {
    return this.servers.get(name);
  }

  /** Our pods that hold something on that server and belong to teams in sight, by namespace and name. */
  podsOn(server: string, sight = EVERYTHING): readonly LivePodRow[] {
    return [...this.#holdings.podsOn(server)]
      .sort()
      .map((key) => this.pods.get(key))
      .filter((row) => row !== null && sight.sees(row.team)) as LivePodRow[];
  }

  /** What each team's pods hold on that server, by the team's name. */
  teamsOn(server: string): readonly TeamHolding[] {
    const byTeam = new Map<string, TeamHolding>();
    for (const key of this.#holdings.podsOn(server)) {
      const team = this.pods.get(key)?.team;
      if (team === undefined) continue;
      const { pods, holds: before } = byTeam.get(team) ?? { pods: 0, holds: NO_NEED };
      let holds = before;
      for (const stake of this.#entries.get(key)?.stakes ?? [])
        if (stake.server === server && stake.ours !== null) holds = addNeeds(holds, stake.ours);
      byTeam.set(team, { team, pods: pods + 1, holds });
    }
    return [...byTeam.values()].sort((a, b) => (a.team < b.team ? -1 : 1));
  }

  /** Servers on which that pod holds something. */
  serversHolding(key: string): Iterable<string> {
    return (
      this.#entries
        .get(key)
        ?.stakes.filter((stake) => stake.ours !== null)
        .map((stake) => stake.server) ?? []
    );
  }

  podKeysOn(server: string): Iterable<string> {
    return this.#holdings.podsOn(server);
  }

  /** A row for a pod as a command left it: the live one, or where that shows another pod or none, one of its own. */
  rowOf(pod: LedgerPod, operation: Operation | null): LivePodRow {
    const row = this.pods.get(podKeyText(pod));
    return row?.id === pod.id ? row : this.#makeRow(podKeyText(pod), pod, null, null, operation);
  }

  /** A row for a pod as a command would leave it, with what the cluster reports of it now. */
  plannedRow(pod: LedgerPod): LivePodRow {
    const key = podKeyText(pod);
    const row = this.pods.get(key);
    if (row?.id === pod.id) return row.withWish(pod);
    const condition = { status: "PENDING", reason: null, message: "It is only planned." } as const;
    return new LivePodRow({ key, ledger: pod, observed: null, observedAt: null, operation: null, condition });
  }

  /** Told of every operation that began or went a step. */
  onOperation(listener: (operation: Operation) => void): () => void {
    this.#operationListeners.add(listener);
    return () => this.#operationListeners.delete(listener);
  }

  /** Told when the view became stale or fresh, or is stale for another reason. */
  onFreshness(listener: (freshness: Freshness) => void): () => void {
    this.#freshnessListeners.add(listener);
    return () => this.#freshnessListeners.delete(listener);
  }

  #takeChange(change: LedgerChange): void {
    for (const operation of change.operations) this.operations.remember(operation);
    for (const pod of change.pods) this.#takePod(pod);
    for (const { namespace, name } of change.operations) {
      if (namespace !== null && name !== null) this.#lookAtPod(podKeyText({ namespace, name }));
    }
    for (const server of change.servers) this.#touched.add(server.name);
    this.#lookAtTouched();
    for (const operation of change.operations) {
      for (const listener of this.#operationListeners) listener(operation);
    }
  }

  #takePod(pod: LedgerPod): void {
    const key = podKeyText(pod);
    const known = this.#entries.get(key)?.ledger ?? null;
    // The record of a gone pod must not push out the pod that has its name now.
    if (pod.gone && known?.id !== pod.id) return;
    this.#entry(key).ledger = pod.gone ? null : pod;
    this.#lookAtPod(key);
  }

  #takeEvent(event: ClusterViewEvent): void {
    if (event.kind === "pod") this.#lookAtPod(event.key);
    else if (event.kind === "server") this.#touched.add(event.name);
    else if (event.kind === "reset") this.#lookAtAll();
    if (this.#ports.view.synced !== this.#clusterHeard) this.#lookAtAll();
    this.#lookAtTouched();
    this.#compareFreshness();
  }

  #compareFreshness(): void {
    const before = this.#freshness;
    this.#freshness = this.freshness();
    const isSame = before.stale === this.#freshness.stale && before.why === this.#freshness.why;
    if (isSame) return;
    for (const listener of this.#freshnessListeners) listener(this.#freshness);
  }

  /** Looks at everything again, in slices, so that a relist of a large cluster holds nobody up. */
  #lookAtAll(): void {
    this.#clusterHeard = this.#ports.view.synced;
    this.#backlog = this.#allLooks();
    this.#cancelSlice();
    this.#nextSlice();
  }

  #nextSlice(): void {
    for (let looked = 0; looked < SLICE_KEYS; looked += 1) {
      const look = this.#backlog?.next();
      if (!look || look.done) {
        this.#backlog = null;
        this.#lookAtTouched();
        for (const resolve of this.#caughtUp.splice(0)) resolve();
        return;
      }
      look.value();
    }
    this.#lookAtTouched();
    this.#cancelSlice = this.#ports.clock.schedule(0, () => this.#nextSlice());
  }

  *#allLooks(): Generator<() => void> {
    const { view, ledger } = this.#ports;
    const servers = new Set([...view.servers().keys(), ...ledger.servers().keys(), ...this.#serverNames()]);
    for (const name of servers) yield () => this.#lookAtServer(name);
    for (const key of new Set([...view.pods().keys(), ...this.#entries.keys()])) yield () => this.#lookAtPod(key);
  }

  *#serverNames(): Generator<string> {
    for (const row of this.servers.rows()) yield row.name;
  }

  #lookAtPod(key: string): void {
    const entry = this.#entry(key);
    const observed = this.#ports.view.pods().get(key) ?? null;
    if (observed !== entry.observed) {
      entry.observed = observed;
      entry.observedAt = this.#ports.clock.now();
    }
    const { ledger } = entry;
    const isMatch = ledger !== null && observed !== null && this.#standsFor(observed, ledger);
    const stakes = stakesOf(ledger, observed, isMatch);
    for (const server of this.#holdings.replace(key, entry.stakes, stakes)) this.#touched.add(server);
    entry.stakes = stakes;
    if (ledger === null && observed === null) this.#entries.delete(key);
    this.#showPod(key, ledger === null ? null : this.#rowFor(key, entry, ledger, isMatch));
  }

  /** Servers are looked at after the pods that touched them, once each. */
  #lookAtTouched(): void {
    for (const name of this.#touched) {
      this.#touched.delete(name);
      this.#lookAtServer(name);
    }
  }

  #rowFor(key: string, entry: Entry, ledger: LedgerPod, isMatch: boolean): LivePodRow {
    const operation = ledger.operationId === null ? null : this.operations.openById(ledger.operationId);
    return this.#makeRow(key, ledger, isMatch ? entry.observed : null, isMatch ? entry.observedAt : null, operation);
  }

  #makeRow(
    key: string,
    ledger: LedgerPod,
    observed: ObservedPod | null,
    observedAt: Date | null,
    operation: Operation | null,
  ): LivePodRow {
    const serverLost = observed?.server ? (this.servers.get(observed.server)?.lost ?? false) : false;
    const clusterHeard = this.#clusterHeard;
    const condition = podCondition({ ledger, observed, operation, clusterHeard, serverLost });
    return new LivePodRow({ key, ledger, observed, observedAt, operation, condition });
  }

  #showPod(key: string, row: LivePodRow | null): void {
    const before = this.pods.get(key);
    if (before === row || (before !== null && row !== null && samePodRow(before, row))) return;
    this.pods.replace(key, row);
    this.overview.replacePod(before, row);
    this.feed.recordPod(key, before, row);
  }

  #lookAtServer(name: string): void {
    const { view, ledger, clock, toleratedTaints } = this.#ports;
    const observed = view.server(name) ?? null;
    const page = ledger.servers().get(name) ?? null;
    const before = this.servers.get(name);
    if (observed === null && page === null) {
      this.#showServer(name, before, null);
      return;
    }
    const held = this.#holdings.on(name);
    // Until the cluster's pods were listed, what the ledger last saw of foreign pods is the best that is known.
    const holdings = this.#clusterHeard ? held : { ...held, foreign: page?.foreign ?? held.foreign };
    const observedAt = observed === null ? (page?.observedAt ?? null) : this.#observedAt(before, observed, clock);
    this.#showServer(name, before, new LiveServerRow({ name, observed, page, holdings, toleratedTaints, observedAt }));
  }

  #observedAt(before: LiveServerRow | null, observed: LiveServerRow["observed"], clock: Clock): Date | null {
    return before !== null && before.observed === observed ? before.observedAt : clock.now();
  }

  #showServer(name: string, before: LiveServerRow | null, row: LiveServerRow | null): void {
    if (before === row || (before !== null && row !== null && sameServerRow(before, row))) return;
    this.servers.replace(name, row);
    this.overview.replaceServer(before, row);
    this.feed.recordServer(name, before, row);
    if (before?.lost !== row?.lost) for (const key of [...this.#holdings.podsOn(name)]) this.#lookAtPod(key);
  }

  #standsFor(observed: ObservedPod, ledger: LedgerPod): boolean {
    return observed.mark?.installationId === this.#ports.installationId && observed.mark.podId === ledger.id;
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { ledger: null, observed: null, observedAt: null, stakes: [] };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

function ledgerSide(entries: ReadonlyMap<string, Entry>): LedgerPods {
  function* all(): Generator<LedgerPod> {
    for (const { ledger } of entries.values()) if (ledger !== null) yield ledger;
  }
  return { at: (key) => entries.get(key)?.ledger ?? undefined, all };
}

function oldestFirst(operations: readonly Operation[]): readonly Operation[] {
  return operations.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}
