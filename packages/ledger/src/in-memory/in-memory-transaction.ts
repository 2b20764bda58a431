import { addNeeds, NEEDS, type Need, NO_NEED, subtractNeeds } from "@resource-manager/domain/model/amounts";
import type { AuditEntry } from "@resource-manager/domain/model/audit";
import type { LedgerChange } from "@resource-manager/domain/model/change";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { Allocation, LedgerPod, PodKey } from "@resource-manager/domain/model/pod";
import type { PullSecret } from "@resource-manager/domain/model/pull-secret";
import type { Receipt } from "@resource-manager/domain/model/receipt";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { GpusByModel, QuotaRequest, Team, TeamNamespace, TeamPage } from "@resource-manager/domain/model/team";
import type { CounterMismatch, Recount } from "@resource-manager/domain/ports/ledger";
import { type Books, checkNeed, nameOf } from "./books.ts";
import { counterMismatches } from "./counter-mismatches.ts";

type Page = Omit<LedgerServer, "allocated">;

/** One open transaction on the books in memory: the part of a `LedgerTransaction` that operations use. */
export class InMemoryTransaction {
  readonly #books: Books;
  readonly #pods = new Set<string>();
  readonly #servers = new Map<string, LedgerServer>();
  readonly #operations = new Set<string>();
  readonly #teams = new Set<string>();

  constructor(books: Books) {
    this.#books = books;
  }

  servers(): ReadonlyMap<string, LedgerServer> {
    return this.#books.servers.committed;
  }

  async team(name: string): Promise<Team | null> {
    return this.#books.teams.get(name);
  }

  async namespace(name: string): Promise<TeamNamespace | null> {
    return this.#books.namespaces.get(name);
  }

  async pod(key: PodKey): Promise<LedgerPod | null> {
    const id = this.#books.names.get(nameOf(key));
    return id === null ? null : this.#books.pod(id);
  }

  async podById(id: string): Promise<LedgerPod | null> {
    return this.#books.pod(id);
  }

  async podsOn(server: string): Promise<readonly LedgerPod[]> {
    return [...this.#books.names.rows()]
      .flatMap((id) => this.#books.pod(id) ?? [])
      .filter(({ allocations }) => allocations.some((allocation) => allocation.server === server))
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }

  async operation(id: string): Promise<Operation | null> {
    return this.#books.operations.get(id);
  }

  storedOperation(id: string): Promise<Operation | null> {
    return this.operation(id);
  }

  async operationByKey(actorId: string, key: string): Promise<Operation | null> {
    const id = this.#books.keys.get(`${actorId}/${key}`);
    return id === null ? null : this.#books.operations.get(id);
  }

  async reserve(server: string, need: Need): Promise<boolean> {
    checkNeed(need);
    const page = this.#books.servers.get(server);
    if (page?.status !== "READY" || !page.admits || page.vanished) return false;
    const taken = addNeeds(addNeeds(page.allocated, page.foreign), need);
    if (NEEDS.some((name) => need[name] > 0 && taken[name] > page.allocatable[name])) return false;
    this.#saveServer({ ...page, allocated: addNeeds(page.allocated, need) });
    return true;
  }

  async release(server: string, held: Need): Promise<void> {
    checkNeed(held);
    const page = this.#books.servers.get(server);
    if (!page || NEEDS.some((name) => page.allocated[name] < held[name]))
      throw new Error(`the server ${server} does not hold what is released: ${JSON.stringify(held)}`);
    this.#saveServer({ ...page, allocated: subtractNeeds(page.allocated, held) });
  }

  async forceReserve(server: string, need: Need): Promise<void> {
    checkNeed(need);
    const page = this.#books.servers.get(server);
    if (!page) throw new Error(`the ledger has no page for the server ${server}`);
    this.#saveServer({ ...page, allocated: addNeeds(page.allocated, need) });
  }

  async reserveQuota(name: string, need: Need, gpuModel: string | null): Promise<boolean> {
    checkNeed(need);
    const team = this.#books.teams.get(name);
    if (!team) return false;
    const used = addNeeds(team.used, need);
    const passed = (quota: number | null, resource: keyof Need) => quota !== null && used[resource] > quota;
    if (NEEDS.some((resource) => need[resource] > 0 && passed(team.quota[resource], resource))) return false;
    const ofModel = gpuModel === null ? undefined : team.quota.gpusByModel[gpuModel];
    if (need.gpus > 0 && ofModel !== undefined && usedOf(team, gpuModel) + need.gpus > ofModel) return false;
    this.#saveTeam({ ...team, used, usedByModel: withGpus(team, gpuModel, need.gpus) });
    return true;
  }

  async releaseQuota(name: string, held: Need, gpuModel: string | null): Promise<void> {
    checkNeed(held);
    const team = this.#books.teams.get(name);
    if (!team || NEEDS.some((resource) => team.used[resource] < held[resource]))
      throw new Error(`the team ${name} does not hold what is released: ${JSON.stringify(held)}`);
    if (gpuModel !== null && usedOf(team, gpuModel) < held.gpus)
      throw new Error(`the team ${name} does not hold ${held.gpus} GPUs of the model ${gpuModel}`);
    const usedByModel = withGpus(team, gpuModel, -held.gpus);
    this.#saveTeam({ ...team, used: subtractNeeds(team.used, held), usedByModel });
  }

  async forceReserveQuota(name: string, need: Need, gpuModel: string | null): Promise<void> {
    checkNeed(need);
    const team = this.#books.teams.get(name);
    if (!team) throw new Error(`the ledger has no team ${name}`);
    this.#saveTeam({ ...team, used: addNeeds(team.used, need), usedByModel: withGpus(team, gpuModel, need.gpus) });
  }

  async insertPod({ allocations: _, ...pod }: LedgerPod): Promise<boolean> {
    if (this.#books.pods.get(pod.id)) throw new Error(`there is a pod ${pod.id} already`);
    if (!pod.gone && this.#books.names.get(nameOf(pod)) !== null) return false;
    this.#books.pods.set(pod.id, pod);
    if (!pod.gone) this.#books.names.set(nameOf(pod), pod.id);
    this.#pods.add(pod.id);
    return true;
  }

  async savePod({ allocations: _, ...pod }: LedgerPod): Promise<void> {
    const before = this.#books.pods.get(pod.id);
    if (!before) throw new Error(`there is no pod ${pod.id} to save`);
    const holder = this.#books.names.get(nameOf(pod));
    if (!pod.gone && holder !== null && holder !== pod.id) throw new Error(`the name of pod ${pod.id} is taken`);
    if (!before.gone) this.#books.names.delete(nameOf(before));
    if (!pod.gone) this.#books.names.set(nameOf(pod), pod.id);
    this.#books.pods.set(pod.id, pod);
    this.#pods.add(pod.id);
  }

  async insertAllocation(allocation: Allocation): Promise<void> {
    const { id, podId, held } = allocation;
    checkNeed(held);
    if (this.#books.allocations.get(id)) throw new Error(`there is an allocation ${id} already`);
    if (!this.#books.pods.get(podId)) throw new Error(`there is no pod ${podId} for the allocation ${id}`);
    this.#books.ofPod.set(podId, [...(this.#books.ofPod.get(podId) ?? []), id]);
    this.#setAllocation(allocation, false);
  }

  async reviveAllocation(allocation: Allocation): Promise<boolean> {
    const { id } = allocation;
    const row = this.#books.allocations.get(id);
    if (!row) await this.insertAllocation(allocation);
    if (!row?.ended) return !row;
    this.#books.ofPod.set(
      row.allocation.podId,
      (this.#books.ofPod.get(row.allocation.podId) ?? []).filter((each) => each !== id),
    );
    this.#books.allocations.delete(id);
    await this.insertAllocation(allocation);
    return true;
  }

  async saveAllocation(allocation: Allocation): Promise<void> {
    checkNeed(allocation.held);
    const row = this.#books.allocations.get(allocation.id);
    if (!row || row.ended) throw new Error(`there is no active allocation ${allocation.id} to save`);
    this.#setAllocation(allocation, false);
  }

  async endAllocation(id: string): Promise<void> {
    const row = this.#books.allocations.get(id);
    if (!row || row.ended) throw new Error(`there is no active allocation ${id} to end`);
    this.#setAllocation(row.allocation, true);
  }

  async insertOperation(operation: Operation): Promise<void> {
    const { id, actor, key } = operation;
    if (this.#books.operations.get(id)) throw new Error(`there is an operation ${id} already`);
    if (key !== null) {
      const text = `${actor.id}/${key}`;
      if (this.#books.keys.get(text) !== null) throw new Error(`the key ${key} of ${actor.id} is taken`);
      this.#books.keys.set(text, id);
    }
    this.#books.operations.set(id, operation);
    this.#operations.add(id);
  }

  async saveOperation(operation: Operation): Promise<void> {
    if (!this.#books.operations.get(operation.id)) throw new Error(`there is no operation ${operation.id} to save`);
    this.#books.operations.set(operation.id, operation);
    this.#operations.add(operation.id);
  }

  async receipt(actorId: string, key: string): Promise<Receipt | null> {
    return this.#books.receipts.get(`${actorId}/${key}`);
  }

  async insertReceipt(receipt: Receipt): Promise<void> {
    const text = `${receipt.actorId}/${receipt.key}`;
    if (this.#books.receipts.get(text)) throw new Error(`the key ${receipt.key} of ${receipt.actorId} has a receipt`);
    this.#books.receipts.set(text, receipt);
  }

  async observeServer(page: Page): Promise<void> {
    checkNeed(page.allocatable);
    checkNeed(page.foreign);
    this.#saveServer({ ...page, allocated: this.#books.servers.get(page.name)?.allocated ?? NO_NEED });
  }

  async removeServer(name: string): Promise<void> {
    const page = this.#books.servers.get(name);
    if (!page) return;
    if (!page.vanished) throw new Error(`the server ${name} has not vanished: its page stays`);
    if (NEEDS.some((resource) => page.allocated[resource] !== 0))
      throw new Error(`pods still hold room on the server ${name}: its page stays`);
    this.#books.servers.delete(name);
    this.#servers.set(name, page);
  }

  async counterMismatch(of: CounterMismatch["of"], name: string): Promise<CounterMismatch | null> {
    const { servers, teams, allocations, pods } = this.#books;
    const all = counterMismatches({
      servers: servers.rows(),
      teams: teams.rows(),
      allocations: allocations.rows(),
      teamOf: (podId) => pods.get(podId)?.team ?? "",
    });
    return all.find((mismatch) => mismatch.of === of && mismatch.name === name) ?? null;
  }

  async setCounter({ of, name, sum }: Recount): Promise<void> {
    checkNeed(sum);
    if (of === "SERVER") {
      const page = this.#books.servers.get(name);
      if (!page) throw new Error(`the ledger has no page for the server ${name}`);
      this.#saveServer({ ...page, allocated: sum });
      return;
    }
    const [, teamName = name, model = null] = /^(.+?) \((.+)\)$/.exec(name) ?? [];
    const team = this.#books.teams.get(teamName);
    if (!team) throw new Error(`the ledger has no team ${teamName}`);
    const usedByModel = withGpus(team, model, sum.gpus - usedOf(team, model));
    this.#saveTeam({ ...team, used: model === null ? sum : team.used, usedByModel });
  }

  async upsertTeam(page: TeamPage): Promise<void> {
    const { used = NO_NEED, usedByModel = {}, pullSecrets = [] } = this.#books.teams.get(page.name) ?? {};
    this.#saveTeam({ ...page, used, usedByModel, pullSecrets });
  }

  async removeTeam(name: string): Promise<void> {
    for (const pod of this.#books.pods.rows())
      if (pod.team === name) throw new Error(`the team ${name} has or had pods: it stays`);
    for (const namespace of await this.namespacesOf(name)) this.#books.namespaces.delete(namespace.name);
    this.#books.teams.delete(name);
    this.#teams.add(name);
  }

  async namespacesOf(team: string): Promise<readonly TeamNamespace[]> {
    const all = [...this.#books.namespaces.rows()].filter((namespace) => namespace.team === team);
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async removeNamespace(name: string): Promise<void> {
    const namespace = this.#books.namespaces.get(name);
    if (!namespace) throw new Error(`there is no namespace ${name}`);
    this.#books.namespaces.delete(name);
    this.#teams.add(namespace.team);
  }

  async countPods(team: string): Promise<number> {
    return [...this.#books.pods.rows()].filter((pod) => pod.team === team && !pod.gone).length;
  }

  async savePullSecret(name: string, secret: PullSecret): Promise<void> {
    const others = this.#team(name).pullSecrets.filter(({ registry }) => registry !== secret.registry);
    const pullSecrets = [...others, secret].sort((a, b) => (a.registry < b.registry ? -1 : 1));
    this.#saveTeam({ ...this.#team(name), pullSecrets });
  }

  async removePullSecret(name: string, registry: string): Promise<void> {
    const { pullSecrets } = this.#team(name);
    const left = pullSecrets.filter((secret) => secret.registry !== registry);
    if (left.length === pullSecrets.length) throw new Error(`team ${name} has no pull secret of ${registry}`);
    this.#saveTeam({ ...this.#team(name), pullSecrets: left });
  }

  async quotaRequest(id: string): Promise<QuotaRequest | null> {
    return this.#books.quotaRequests.get(id);
  }

  async saveQuotaRequest(request: QuotaRequest): Promise<void> {
    this.#books.quotaRequests.set(request.id, request);
    this.#teams.add(request.team);
  }

  async upsertNamespace(namespace: TeamNamespace): Promise<void> {
    if (!this.#books.teams.get(namespace.team)) throw new Error(`there is no team ${namespace.team}`);
    this.#books.namespaces.set(namespace.name, namespace);
    this.#teams.add(namespace.team);
  }

  async audit(_: AuditEntry): Promise<void> {}

  /** What it changed, as it leaves it; null: nothing. To be called before the commit. */
  change(sequence: number): LedgerChange | null {
    if (this.#pods.size + this.#servers.size + this.#operations.size + this.#teams.size === 0) return null;
    const found = <T>(row: T | null): T[] => (row === null ? [] : [row]);
    return {
      sequence,
      pods: [...this.#pods].flatMap((id) => found(this.#books.pod(id))),
      servers: [...this.#servers.values()],
      operations: [...this.#operations].flatMap((id) => found(this.#books.operations.get(id))),
      teams: [...this.#teams].flatMap((name) => found(this.#books.teams.get(name))),
    };
  }

  #setAllocation(allocation: Allocation, ended: boolean): void {
    this.#books.allocations.set(allocation.id, { allocation, ended });
    this.#pods.add(allocation.podId);
  }

  #saveServer(page: LedgerServer): void {
    this.#books.servers.set(page.name, page);
    this.#servers.set(page.name, page);
  }

  #team(name: string): Team {
    const team = this.#books.teams.get(name);
    if (!team) throw new Error(`there is no team ${name}`);
    return team;
  }

  #saveTeam(team: Team): void {
    this.#books.teams.set(team.name, team);
    this.#teams.add(team.name);
  }
}

function usedOf(team: Team, gpuModel: string | null): number {
  return gpuModel === null ? 0 : (team.usedByModel[gpuModel] ?? 0);
}

/** Models of which nothing is held are left out. */
function withGpus(team: Team, gpuModel: string | null, more: number): GpusByModel {
  if (gpuModel === null) return team.usedByModel;
  const all = { ...team.usedByModel, [gpuModel]: usedOf(team, gpuModel) + more };
  return Object.fromEntries(Object.entries(all).filter(([, gpus]) => gpus > 0));
}
