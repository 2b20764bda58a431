import type { LedgerChange } from "@resource-manager/domain/model/change";
import { isOver, type Operation } from "@resource-manager/domain/model/operation";
import { type LedgerPod, type PodKey, podKeyText } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { Team, TeamNamespace } from "@resource-manager/domain/model/team";
import type { Accounts } from "@resource-manager/domain/model/user";
import type { Ledger } from "@resource-manager/domain/ports/ledger";

export interface Commit {
  readonly pods?: readonly LedgerPod[];
  readonly servers?: readonly LedgerServer[];
  readonly removedServers?: readonly string[];
  readonly operations?: readonly Operation[];
}

/** What the live view reads of a ledger, set by `commit`. It has no transactions: tests of the API run on the real one. */
export class FakeLedger implements Ledger {
  readonly #pods = new Map<string, LedgerPod>();
  readonly #servers = new Map<string, LedgerServer>();
  readonly #operations = new Map<string, Operation>();
  readonly #listeners = new Set<(change: LedgerChange) => void>();
  #sequence = 0;

  commit({ pods = [], servers = [], removedServers = [], operations = [] }: Commit): void {
    const removed = removedServers.map((name) => this.#servers.get(name)).filter((server) => server !== undefined);
    for (const pod of pods) this.#pods.set(pod.id, pod);
    for (const server of servers) this.#servers.set(server.name, server);
    for (const name of removedServers) this.#servers.delete(name);
    for (const operation of operations) this.#operations.set(operation.id, operation);
    this.#sequence += 1;
    const change = { sequence: this.#sequence, pods, servers: [...servers, ...removed], operations, teams: [] };
    for (const listener of this.#listeners) listener(change);
  }

  servers(): ReadonlyMap<string, LedgerServer> {
    return this.#servers;
  }
  async livePods(): Promise<readonly LedgerPod[]> {
    return [...this.#pods.values()].filter((pod) => !pod.gone);
  }
  async pod(key: PodKey): Promise<LedgerPod | null> {
    return (await this.livePods()).find((pod) => podKeyText(pod) === podKeyText(key)) ?? null;
  }
  async podById(id: string): Promise<LedgerPod | null> {
    return this.#pods.get(id) ?? null;
  }
  async operation(id: string): Promise<Operation | null> {
    return this.#operations.get(id) ?? null;
  }
  storedOperation(id: string): Promise<Operation | null> {
    return this.operation(id);
  }
  async openOperations(): Promise<readonly Operation[]> {
    return [...this.#operations.values()].filter((operation) => !isOver(operation.state));
  }
  async recentOperations(limit: number): Promise<readonly Operation[]> {
    return [...this.#operations.values()].reverse().slice(0, limit);
  }
  async operationsOfPod(podId: string): Promise<readonly Operation[]> {
    return [...this.#operations.values()].filter((operation) => operation.podId === podId).reverse();
  }
  sequence(): number {
    return this.#sequence;
  }
  subscribe(listener: (change: LedgerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  async podsOn(server: string): Promise<readonly LedgerPod[]> {
    const pods = await this.livePods();
    return pods.filter(({ allocations }) => allocations.some((allocation) => allocation.server === server));
  }

  async teams(): Promise<readonly Team[]> {
    return [];
  }
  async team(): Promise<Team | null> {
    return null;
  }
  async quotaRequests(): Promise<readonly never[]> {
    return [];
  }
  async namespaces(): Promise<readonly TeamNamespace[]> {
    return [];
  }
  async counterMismatches(): Promise<readonly never[]> {
    return [];
  }
  async findingLives(): Promise<readonly never[]> {
    return [];
  }
  async healingPasses(): Promise<readonly never[]> {
    return [];
  }
  async healingPass(): Promise<null> {
    return null;
  }
  async healingDeletionsSince(): Promise<number> {
    return 0;
  }
  async healingPolicies(): Promise<readonly never[]> {
    return [];
  }
  async auditTrail(): Promise<readonly never[]> {
    return [];
  }
  async auditEvents(): Promise<readonly never[]> {
    return [];
  }
  async auditEventsAfter(): Promise<readonly never[]> {
    return [];
  }
  async countAuditEvents(): Promise<number> {
    return 0;
  }
  async apiTokens(): Promise<readonly never[]> {
    return [];
  }
  async memberships(): Promise<readonly never[]> {
    return [];
  }
  async serviceAccounts(): Promise<readonly never[]> {
    return [];
  }
  async accounts(): Promise<Accounts> {
    return { users: [], sessions: [], links: [], externalAccounts: [] };
  }
  verifyAudit(): never {
    throw new Error("the fake ledger has no audit trail");
  }
  write(): never {
    throw new Error("the fake ledger has no transactions");
  }
  installation(): never {
    throw new Error("the fake ledger has no installation");
  }
  bindCluster(): never {
    throw new Error("the fake ledger has no cluster");
  }
  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
