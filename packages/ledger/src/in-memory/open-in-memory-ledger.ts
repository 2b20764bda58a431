import type { LedgerChange } from "@resource-manager/domain/model/change";
import { isOver, type Operation } from "@resource-manager/domain/model/operation";
import type { LedgerPod, PodKey } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { QuotaRequest, Team, TeamNamespace } from "@resource-manager/domain/model/team";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import type { CounterMismatch, Installation, Ledger, LedgerTransaction } from "@resource-manager/domain/ports/ledger";
import { LedgerBoundElsewhere, LedgerClosed } from "../errors.ts";
import { Lane } from "../lane.ts";
import { TransactionGuard } from "../transaction-guard.ts";
import { Books, nameOf } from "./books.ts";
import { counterMismatches } from "./counter-mismatches.ts";
import { InMemoryTransaction } from "./in-memory-transaction.ts";

/**
 * The Ledger port in memory, for simulations of many thousands of runs. It promises what the one on SQLite promises, and is held to
 * it by the same suite (tests/ledger-contract.ts); audit events are not kept. What a simulation does not need throws by name.
 */
export function openInMemoryLedger(parts: { readonly clock: Clock; readonly ids: Ids }): Ledger {
  return onlyWhatIsThere(new InMemoryLedger(parts)) as unknown as Ledger;
}

class InMemoryLedger {
  readonly #books = new Books();
  readonly #lane = new Lane();
  readonly #listeners = new Set<(change: LedgerChange) => void>();
  #installation: Installation;
  #sequence = 0;
  #closed = false;

  constructor({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }) {
    this.#installation = { id: ids.uuid(), clusterUid: null, createdAt: clock.now() };
  }

  async write<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T> {
    this.#assertOpen();
    return this.#lane.run(async () => {
      const transaction = new InMemoryTransaction(this.#books);
      const guard = new TransactionGuard();
      try {
        const value = await work(onlyWhatIsThere(guard.protect(transaction)) as unknown as LedgerTransaction);
        guard.finish();
        if (isRefusal(value)) this.#books.rollBack();
        else this.#commit(transaction);
        return value;
      } catch (error) {
        this.#books.rollBack();
        throw error;
      } finally {
        guard.end();
      }
    });
  }

  async installation(): Promise<Installation> {
    return this.#installation;
  }

  async bindCluster(clusterUid: string): Promise<Installation> {
    const { clusterUid: bound } = this.#installation;
    if (bound !== null && bound !== clusterUid) throw new LedgerBoundElsewhere(bound, clusterUid);
    this.#installation = { ...this.#installation, clusterUid };
    return this.#installation;
  }

  servers(): ReadonlyMap<string, LedgerServer> {
    return this.#books.servers.committed;
  }

  async teams(): Promise<readonly Team[]> {
    return [...this.#read().teams.committed.values()].sort(byName);
  }

  async team(name: string): Promise<Team | null> {
    return this.#read().teams.committed.get(name) ?? null;
  }

  async quotaRequests(limit: number): Promise<readonly QuotaRequest[]> {
    const newest = [...this.#read().quotaRequests.committed.values()].toReversed();
    const isOpen = ({ state }: QuotaRequest) => state === "OPEN";
    return [...newest.filter(isOpen), ...newest.filter((request) => !isOpen(request))].slice(0, limit);
  }

  async namespaces(): Promise<readonly TeamNamespace[]> {
    return [...this.#read().namespaces.committed.values()].sort(byName);
  }

  async livePods(): Promise<readonly LedgerPod[]> {
    const ids = [...this.#read().names.committed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
    return ids.flatMap((id) => this.#books.committedPod(id) ?? []);
  }

  async pod(key: PodKey): Promise<LedgerPod | null> {
    const id = this.#read().names.committed.get(nameOf(key));
    return id === undefined ? null : this.#books.committedPod(id);
  }

  async podById(id: string): Promise<LedgerPod | null> {
    return this.#read().committedPod(id);
  }

  async podsOn(server: string): Promise<readonly LedgerPod[]> {
    const pods = await this.livePods();
    return pods.filter(({ allocations }) => allocations.some((allocation) => allocation.server === server));
  }

  async operation(id: string): Promise<Operation | null> {
    return this.#read().operations.committed.get(id) ?? null;
  }

  storedOperation(id: string): Promise<Operation | null> {
    return this.operation(id);
  }

  async openOperations(): Promise<readonly Operation[]> {
    return [...this.#read().operations.committed.values()].filter(({ state }) => !isOver(state));
  }

  async recentOperations(limit: number): Promise<readonly Operation[]> {
    return [...this.#read().operations.committed.values()].toReversed().slice(0, limit);
  }

  async operationsOfPod(podId: string): Promise<readonly Operation[]> {
    return (await this.recentOperations(Number.MAX_SAFE_INTEGER)).filter((operation) => operation.podId === podId);
  }

  sequence(): number {
    return this.#sequence;
  }

  subscribe(listener: (change: LedgerChange) => void): () => void {
    const entry = (change: LedgerChange) => listener(change);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  async counterMismatches(): Promise<readonly CounterMismatch[]> {
    const { servers, teams, allocations, pods } = this.#read();
    return counterMismatches({
      servers: servers.committed.values(),
      teams: teams.committed.values(),
      allocations: allocations.committed.values(),
      teamOf: (podId) => pods.committed.get(podId)?.team ?? "",
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#lane.idle();
    this.#listeners.clear();
  }

  #commit(transaction: InMemoryTransaction): void {
    const change = transaction.change(this.#sequence + 1);
    this.#books.commit();
    if (change === null) return;
    this.#sequence = change.sequence;
    for (const listener of [...this.#listeners]) listener(change);
  }

  #read(): Books {
    this.#assertOpen();
    return this.#books;
  }

  #assertOpen(): void {
    if (this.#closed) throw new LedgerClosed();
  }
}

/** A call of what the double does not do fails by its name, not as "is not a function". */
function onlyWhatIsThere<T extends object>(double: T): T {
  return new Proxy(double, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member === "function") return member.bind(target);
      if (member !== undefined || typeof name === "symbol" || name === "then") return member;
      throw new Error(`the ledger in memory does not do ${name}`);
    },
  });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function isRefusal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "ok" in value && value.ok === false;
}
