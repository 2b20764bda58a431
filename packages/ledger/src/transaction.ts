import type { Need } from "@resource-manager/domain/model/amounts";
import type { AuditEntry } from "@resource-manager/domain/model/audit";
import type { LedgerChange } from "@resource-manager/domain/model/change";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { Allocation, LedgerPod, PodKey } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { Team, TeamNamespace } from "@resource-manager/domain/model/team";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import type { LedgerTransaction } from "@resource-manager/domain/ports/ledger";
import * as counters from "./counters.ts";
import { Prisma } from "./generated/client.ts";
import { readOperation, writeOperation } from "./rows/operation.ts";
import { readPod, WITH_ALLOCATIONS, writeAllocation, writePod } from "./rows/pod.ts";
import { readServer, writeObserved } from "./rows/server.ts";
import { readTeam, writeQuota } from "./rows/team.ts";

/** A change, and the servers whose pages are no more. */
export interface RecordedChange {
  readonly change: LedgerChange;
  readonly removedServers: readonly string[];
}

export interface TransactionContext {
  readonly servers: ReadonlyMap<string, LedgerServer>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** One open transaction, in the domain's words. It remembers what it touched, so that the commit can say what changed. */
export class BooksTransaction implements LedgerTransaction {
  readonly #db: Prisma.TransactionClient;
  readonly #context: TransactionContext;
  readonly #pods = new Set<string>();
  readonly #servers = new Set<string>();
  readonly #operations = new Set<string>();
  readonly #teams = new Set<string>();
  readonly #removedServers = new Map<string, LedgerServer>();

  constructor(db: Prisma.TransactionClient, context: TransactionContext) {
    this.#db = db;
    this.#context = context;
  }

  servers(): ReadonlyMap<string, LedgerServer> {
    return this.#context.servers;
  }

  async team(name: string): Promise<Team | null> {
    const row = await this.#db.team.findUnique({ where: { name } });
    return row === null ? null : readTeam(row);
  }

  async namespace(name: string): Promise<TeamNamespace | null> {
    const row = await this.#db.namespace.findUnique({ where: { name } });
    return row === null ? null : { name: row.name, team: row.teamName };
  }

  async pod(key: PodKey): Promise<LedgerPod | null> {
    const where = { gone: false, namespace: key.namespace, name: key.name };
    const row = await this.#db.pod.findFirst({ where, include: WITH_ALLOCATIONS });
    return row === null ? null : readPod(row);
  }

  async podById(id: string): Promise<LedgerPod | null> {
    const row = await this.#db.pod.findUnique({ where: { id }, include: WITH_ALLOCATIONS });
    return row === null ? null : readPod(row);
  }

  async operation(id: string): Promise<Operation | null> {
    const row = await this.#db.operation.findUnique({ where: { id } });
    return row === null ? null : readOperation(row);
  }

  async operationByKey(actorId: string, key: string): Promise<Operation | null> {
    const row = await this.#db.operation.findUnique({ where: { actorId_key: { actorId, key } } });
    return row === null ? null : readOperation(row);
  }

  async reserve(server: string, need: Need): Promise<boolean> {
    const reserved = await counters.reserve(this.#db, server, need);
    if (reserved) this.#servers.add(server);
    return reserved;
  }

  async release(server: string, held: Need): Promise<void> {
    await counters.release(this.#db, server, held);
    this.#servers.add(server);
  }

  async forceReserve(server: string, need: Need): Promise<void> {
    await counters.forceReserve(this.#db, server, need);
    this.#servers.add(server);
  }

  async reserveQuota(team: string, need: Need): Promise<boolean> {
    const reserved = await counters.reserveQuota(this.#db, team, need);
    if (reserved) this.#teams.add(team);
    return reserved;
  }

  async releaseQuota(team: string, held: Need): Promise<void> {
    await counters.releaseQuota(this.#db, team, held);
    this.#teams.add(team);
  }

  async forceReserveQuota(team: string, need: Need): Promise<void> {
    await counters.forceReserveQuota(this.#db, team, need);
    this.#teams.add(team);
  }

  async insertPod(pod: LedgerPod): Promise<boolean> {
    const row = writePod(pod);
    // Prisma cannot name a partial index in a conflict clause.
    const inserted = await this.#db.$executeRaw`
      INSERT INTO "Pod" ("id", "namespace", "name", "teamName", "owner", "spec", "desired", "version", "gone", "goneReason",
        "placement", "operationId", "createdAt", "updatedAt")
      VALUES (${row.id}, ${row.namespace}, ${row.name}, ${row.teamName}, ${row.owner}, ${JSON.stringify(row.spec)},
        ${row.desired}, ${row.version}, ${row.gone}, ${row.goneReason}, ${row.placement}, ${row.operationId},
        ${row.createdAt}, ${row.updatedAt})
      ON CONFLICT ("namespace", "name") WHERE gone = 0 DO NOTHING`;
    if (inserted === 1) this.#pods.add(pod.id);
    return inserted === 1;
  }

  async savePod(pod: LedgerPod): Promise<void> {
    const { id, ...data } = writePod(pod);
    const { count } = await this.#db.pod.updateMany({ where: { id }, data });
    if (count !== 1) throw new Error(`there is no pod ${id} to save`);
    this.#pods.add(id);
  }

  async insertAllocation(allocation: Allocation): Promise<void> {
    const data = { ...writeAllocation(allocation), createdAt: this.#context.clock.now() };
    await this.#db.allocation.createMany({ data });
    this.#pods.add(allocation.podId);
  }

  async saveAllocation(allocation: Allocation): Promise<void> {
    const { id, ...data } = writeAllocation(allocation);
    const { count } = await this.#db.allocation.updateMany({ where: { id, endedAt: null }, data });
    if (count !== 1) throw new Error(`there is no active allocation ${id} to save`);
    this.#pods.add(allocation.podId);
  }

  async endAllocation(id: string): Promise<void> {
    const [ended] = await this.#db.allocation.updateManyAndReturn({
      where: { id, endedAt: null },
      data: { endedAt: this.#context.clock.now() },
      select: { podId: true },
    });
    if (ended === undefined) throw new Error(`there is no active allocation ${id} to end`);
    this.#pods.add(ended.podId);
  }

  async insertOperation(operation: Operation): Promise<void> {
    await this.#db.operation.createMany({ data: writeOperation(operation) });
    this.#operations.add(operation.id);
  }

  async saveOperation(operation: Operation): Promise<void> {
    const { id, ...data } = writeOperation(operation);
    const { count } = await this.#db.operation.updateMany({ where: { id }, data });
    if (count !== 1) throw new Error(`there is no operation ${id} to save`);
    this.#operations.add(id);
  }

  async observeServer(server: Omit<LedgerServer, "allocated">): Promise<void> {
    const { name, ...observed } = writeObserved(server);
    await this.#db.server.upsert({ where: { name }, create: { name, ...observed }, update: observed });
    this.#servers.add(name);
    this.#removedServers.delete(name);
  }

  async removeServer(name: string): Promise<void> {
    const row = await this.#db.server.findUnique({ where: { name } });
    if (row === null) return;
    const page = readServer(row);
    if (!page.vanished) throw new Error(`the server ${name} has not vanished: its page stays`);
    if (Object.values(page.allocated).some((amount) => amount !== 0)) {
      throw new Error(`pods still hold room on the server ${name}: its page stays`);
    }
    await this.#db.server.deleteMany({ where: { name } });
    this.#servers.delete(name);
    this.#removedServers.set(name, page);
  }

  async upsertTeam(team: Pick<Team, "name" | "quota">): Promise<void> {
    const quota = writeQuota(team.quota);
    await this.#db.team.upsert({ where: { name: team.name }, create: { name: team.name, ...quota }, update: quota });
    this.#teams.add(team.name);
  }

  async upsertNamespace(namespace: TeamNamespace): Promise<void> {
    const { name, team: teamName } = namespace;
    await this.#db.namespace.upsert({ where: { name }, create: { name, teamName }, update: { teamName } });
    this.#teams.add(teamName);
  }

  async audit(entry: AuditEntry): Promise<void> {
    await this.#db.auditEvent.createMany({
      data: {
        id: this.#context.ids.uuid(),
        at: this.#context.clock.now(),
        actorKind: entry.actor.kind,
        actorId: entry.actor.id,
        actorName: entry.actor.name,
        action: entry.action,
        subject: entry.subject,
        result: entry.result,
        reason: entry.reason,
        before: asJson(entry.before),
        after: asJson(entry.after),
        operationId: entry.operationId,
      },
    });
  }

  /** Appends the change row and reads back what this transaction changed; null when it changed nothing (audit alone is no change). */
  async record(): Promise<RecordedChange | null> {
    const keys = {
      pods: [...this.#pods],
      servers: [...this.#servers, ...this.#removedServers.keys()],
      operations: [...this.#operations],
      teams: [...this.#teams],
    };
    if (Object.values(keys).every((each) => each.length === 0)) return null;
    const { sequence } = await this.#db.change.create({
      data: { at: this.#context.clock.now(), keys },
      select: { sequence: true },
    });
    const change = {
      sequence,
      pods: await this.#changedPods(),
      servers: [...(await this.#changedServers()), ...this.#removedServers.values()],
      operations: await this.#changedOperations(),
      teams: await this.#changedTeams(),
    };
    return { change, removedServers: [...this.#removedServers.keys()] };
  }

  async #changedPods(): Promise<LedgerPod[]> {
    if (this.#pods.size === 0) return [];
    const rows = await this.#db.pod.findMany({ where: { id: { in: [...this.#pods] } }, include: WITH_ALLOCATIONS });
    return rows.map(readPod);
  }

  async #changedServers(): Promise<LedgerServer[]> {
    if (this.#servers.size === 0) return [];
    const rows = await this.#db.server.findMany({ where: { name: { in: [...this.#servers] } } });
    return rows.map(readServer);
  }

  async #changedOperations(): Promise<Operation[]> {
    if (this.#operations.size === 0) return [];
    const where = { id: { in: [...this.#operations] } };
    return (await this.#db.operation.findMany({ where, orderBy: { ordinal: "asc" } })).map(readOperation);
  }

  async #changedTeams(): Promise<Team[]> {
    if (this.#teams.size === 0) return [];
    return (await this.#db.team.findMany({ where: { name: { in: [...this.#teams] } } })).map(readTeam);
  }
}

function asJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : JSON.parse(JSON.stringify(value));
}
