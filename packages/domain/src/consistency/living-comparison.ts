import { isOver, type Operation } from "../model/operation.ts";
import { type LedgerPod, type ObservedPod, podKeyText } from "../model/pod.ts";
import type { Clock } from "../ports/clock.ts";
import type { Cluster, ClusterView, ClusterViewEvent } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { byGravity } from "./compare.ts";
import { counterMismatch, namespaceMissing } from "./compare-books.ts";
import { compareNamespace } from "./compare-namespaces.ts";
import { compareBusy, comparePod, ripens } from "./compare-pods.ts";
import { compareServer } from "./compare-servers.ts";
import { compareUnknown } from "./compare-unknown.ts";
import type { Finding } from "./finding.ts";
import { KeptNamespaces, teamsOf } from "./kept-namespaces.ts";
import type { LedgerPods } from "./ledger-pods.ts";
import type { Surroundings } from "./snapshot.ts";

export interface ComparisonPorts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly cluster: Pick<Cluster, "namespaces" | "readNamespace">;
  readonly clock: Clock;
  readonly installationId: string;
  readonly pods: LedgerPods;
}

/** What was asked of ledger and cluster that no event tells of is asked again after so long. */
const BOOKS_EVERY_MS = 10_000;

/**
 * The comparison kept up to date: events of either side only name what to compare again, and each look reads the present state of
 * both. It costs what has changed, whatever the number of pods; it finds what `compare` finds.
 */
export class LivingComparison {
  readonly #ports: ComparisonPorts;
  readonly #byPod = new Map<string, readonly Finding[]>();
  readonly #byServer = new Map<string, readonly Finding[]>();
  #ofBooks: readonly Finding[] = [];
  readonly #kept: KeptNamespaces;
  readonly #dirtyPods = new Set<string>();
  readonly #dirtyServers = new Set<string>();
  /** What may become a finding by time alone. */
  readonly #ripening = new Set<string>();
  #allDirty = true;
  readonly #open = new Map<string, Operation>();
  readonly #busyPods = new Map<string, number>();
  #sorted: readonly Finding[] | null = null;
  #booksReadAtMs: number | null = null;
  #booksRead: Promise<void> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: (() => void)[] = [];

  constructor(ports: ComparisonPorts) {
    this.#ports = ports;
    this.#kept = new KeptNamespaces(ports);
  }

  async start(): Promise<void> {
    const { ledger, view } = this.#ports;
    const unsubscribe = ledger.subscribe((change) => {
      for (const operation of change.operations) this.#takeOperation(operation);
      for (const pod of change.pods) this.#dirtyPods.add(podKeyText(pod));
      for (const server of change.servers) this.#dirtyServers.add(server.name);
      this.#tell();
    });
    this.#unsubscribe.push(
      unsubscribe,
      view.subscribe((event) => this.#takeEvent(event)),
    );
    for (const operation of await ledger.openOperations()) this.#takeOperation(operation);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#listeners.clear();
  }

  /** Told of every event after which a look may find something else. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Operations that are not over. */
  get open(): ReadonlyMap<string, Operation> {
    return this.#open;
  }

  /** Every disagreement now, in the order of `compare`; nothing before the cluster was first read. */
  findings(): readonly Finding[] {
    if (!this.#ports.view.synced) return [];
    this.#settle();
    this.#sorted ??= [
      ...[...this.#byPod.values()].flat(),
      ...[...this.#byServer.values()].flat(),
      ...this.#ofBooks,
    ].sort(byGravity);
    return this.#sorted;
  }

  /** Asks for what no event tells of: the counters' sums, the cluster's namespaces and what keeps ours in order. At most every ten seconds, or `now`. */
  async readBooks(now = false): Promise<void> {
    const nowMs = this.#ports.clock.now().getTime();
    if (!now && this.#booksReadAtMs !== null && nowMs - this.#booksReadAtMs < BOOKS_EVERY_MS) return;
    this.#booksRead ??= this.#readBooks().finally(() => {
      this.#booksRead = null;
    });
    await this.#booksRead;
  }

  async #readBooks(): Promise<void> {
    const { ledger, cluster, clock } = this.#ports;
    this.#booksReadAtMs = clock.now().getTime();
    const [mismatches, owned, answer] = [
      await ledger.counterMismatches(),
      await ledger.namespaces(),
      await cluster.namespaces(),
    ];
    const observed = answer.kind === "ok" ? new Map(answer.value.map((each) => [each.name, each])) : null;
    const missing = observed === null ? [] : owned.map((namespace) => namespaceMissing(namespace, observed));
    const told = new Set(this.#ofBooks.flatMap(({ namespace }) => namespace ?? []));
    const kept = await this.#kept.read(owned, told, () => teamsOf(this.#open.values()));
    this.#ofBooks = [
      ...mismatches.map(counterMismatch),
      ...missing.filter((finding) => finding !== null),
      ...kept.flatMap(compareNamespace),
    ];
    this.#sorted = null;
  }

  #takeOperation(operation: Operation): void {
    const { id, podId, namespace, name } = operation;
    const over = isOver(operation.state);
    if (podId !== null && this.#open.has(id) === over) {
      const count = (this.#busyPods.get(podId) ?? 0) + (over ? -1 : 1);
      if (count > 0) this.#busyPods.set(podId, count);
      else this.#busyPods.delete(podId);
    }
    if (over) this.#open.delete(id);
    else this.#open.set(id, operation);
    if (namespace !== null && name !== null) this.#dirtyPods.add(podKeyText({ namespace, name }));
  }

  #takeEvent(event: ClusterViewEvent): void {
    if (event.kind === "pod") this.#dirtyPods.add(event.key);
    else if (event.kind === "server") this.#noteServer(event.name);
    else if (event.kind === "reset") this.#allDirty = true;
    this.#tell();
  }

  /** What is said of its pods depends on it, too. */
  #noteServer(name: string): void {
    this.#dirtyServers.add(name);
    for (const [key, findings] of this.#byPod)
      if (findings.some(({ server }) => server === name)) this.#dirtyPods.add(key);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #settle(): void {
    const { view, clock, ledger, installationId, pods } = this.#ports;
    const servers = ledger.servers();
    const around: Surroundings = {
      installationId,
      now: clock.now(),
      servers,
      observedServers: view.servers(),
    };
    if (this.#allDirty) {
      for (const key of view.pods().keys()) this.#dirtyPods.add(key);
      for (const pod of pods.all()) this.#dirtyPods.add(podKeyText(pod));
      for (const key of this.#byPod.keys()) this.#dirtyPods.add(key);
      for (const name of [...servers.keys(), ...this.#byServer.keys()]) this.#dirtyServers.add(name);
      this.#allDirty = false;
    }
    for (const key of this.#ripening) this.#dirtyPods.add(key);
    for (const name of servers.keys()) if (view.server(name)?.ready !== "READY") this.#dirtyServers.add(name);
    const seen = view.pods();
    for (const key of this.#dirtyPods) this.#comparePod(around, key, pods.at(key), seen.get(key));
    for (const name of this.#dirtyServers) {
      const server = servers.get(name);
      this.#keep(this.#byServer, name, server ? compareServer(around, server) : []);
    }
    this.#dirtyPods.clear();
    this.#dirtyServers.clear();
  }

  #comparePod(around: Surroundings, key: string, pod: LedgerPod | undefined, seen: ObservedPod | undefined): void {
    const unknown = compareUnknown(around.installationId, pod, seen);
    const busy = pod !== undefined && this.#busyPods.has(pod.id);
    const known = pod === undefined ? [] : busy ? compareBusy(around, pod, seen) : comparePod(around, pod, seen);
    if (pod && (busy || ripens(pod, seen))) this.#ripening.add(key);
    else this.#ripening.delete(key);
    this.#keep(this.#byPod, key, unknown === null ? known : [...known, unknown]);
  }

  /** What is the same stays the same object, so that nothing is sorted or sent again for it. */
  #keep(into: Map<string, readonly Finding[]>, key: string, findings: readonly Finding[]): void {
    const before = into.get(key) ?? [];
    if (sameFindings(before, findings)) return;
    if (findings.length === 0) into.delete(key);
    else into.set(key, findings);
    this.#sorted = null;
  }
}

function sameFindings(a: readonly Finding[], b: readonly Finding[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((finding, index) => {
    const other = b[index];
    return other !== undefined && finding.id === other.id && JSON.stringify(finding) === JSON.stringify(other);
  });
}
