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
import {
  type Allocation as AllocationRow,
  type AuditEvent,
  type Change,
  type Pod,
  Prisma,
  type Server,
  type Team as TeamRow,
} from "./generated/client.ts";
import { readOperation, writeOperation } from "./rows/operation.ts";
import { readPod, WITH_ALLOCATIONS, writeAllocation, writePod } from "./rows/pod.ts";
import { readServer, writeObserved } from "./rows/server.ts";
import { type Cell, insertInto, updateWhere } from "./rows/sql.ts";
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

/** One open transaction, in the domain's words. It keeps what it changed, for those who are told after the commit. */
export class BooksTransaction implements LedgerTransaction {
  readonly #db: Prisma.TransactionClient;
  readonly #context: TransactionContext;
  /** Null: its row was not touched here, only its allocations. */
  readonly #pods = new Map<string, ReturnType<typeof writePod> | Pod | null>();
  readonly #servers = new Map<string, LedgerServer>();
  readonly #operations = new Map<string, Operation>();
  readonly #teams = new Map<string, Team>();
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
    const row = await counters.reserve(this.#db, server, need);
    if (row !== null) this.#keepServer(row);
    return row !== null;
  }

  async release(server: string, held: Need): Promise<void> {
    this.#keepServer(await counters.release(this.#db, server, held));
  }

  async forceReserve(server: string, need: Need): Promise<void> {
    this.#keepServer(await counters.forceReserve(this.#db, server, need));
  }

  async reserveQuota(team: string, need: Need): Promise<boolean> {
    const row = await counters.reserveQuota(this.#db, team, need);
    if (row !== null) this.#keepTeam(row);
    return row !== null;
  }

  async releaseQuota(team: string, held: Need): Promise<void> {
    this.#keepTeam(await counters.releaseQuota(this.#db, team, held));
  }

  async forceReserveQuota(team: string, need: Need): Promise<void> {
    this.#keepTeam(await counters.forceReserveQuota(this.#db, team, need));
  }

  async insertPod(pod: LedgerPod): Promise<boolean> {
    const row = writePod(pod);
    const unlessTaken = Prisma.sql`ON CONFLICT ("namespace", "name") WHERE gone = 0 DO NOTHING`;
    const inserted = await this.#db.$executeRaw(insertInto("Pod", row, unlessTaken));
    if (inserted === 1) this.#pods.set(pod.id, row);
    return inserted === 1;
  }

  async savePod(pod: LedgerPod): Promise<void> {
    const row = writePod(pod);
    const saved = await this.#db.$executeRaw(updateWhere("Pod", row, Prisma.sql`"id" = ${pod.id}`));
    if (saved !== 1) throw new Error(`there is no pod ${pod.id} to save`);
    this.#pods.set(pod.id, row);
  }

  async insertAllocation(allocation: Allocation): Promise<void> {
    const row = { ...writeAllocation(allocation), createdAt: this.#context.clock.now() };
    await this.#db.$executeRaw(insertInto("Allocation", row));
    this.#touchPod(allocation.podId);
  }

  async saveAllocation(allocation: Allocation): Promise<void> {
    const active = Prisma.sql`"id" = ${allocation.id} AND "endedAt" IS NULL`;
    const saved = await this.#db.$executeRaw(updateWhere("Allocation", writeAllocation(allocation), active));
    if (saved !== 1) throw new Error(`there is no active allocation ${allocation.id} to save`);
    this.#touchPod(allocation.podId);
  }

  async endAllocation(id: string): Promise<void> {
    const [ended] = await this.#db.allocation.updateManyAndReturn({
      where: { id, endedAt: null },
      data: { endedAt: this.#context.clock.now() },
      select: { podId: true },
    });
    if (ended === undefined) throw new Error(`there is no active allocation ${id} to end`);
    this.#touchPod(ended.podId);
  }

  async insertOperation(operation: Operation): Promise<void> {
    const row = writeOperation(operation);
    await this.#db.$executeRaw(insertInto("Operation", row));
    this.#operations.set(operation.id, readOperation(row));
  }

  async saveOperation(operation: Operation): Promise<void> {
    const row = writeOperation(operation);
    const saved = await this.#db.$executeRaw(updateWhere("Operation", row, Prisma.sql`"id" = ${operation.id}`));
    if (saved !== 1) throw new Error(`there is no operation ${operation.id} to save`);
    this.#operations.set(operation.id, readOperation(row));
  }

  async observeServer(server: Omit<LedgerServer, "allocated">): Promise<void> {
    const { name, ...observed } = writeObserved(server);
    this.#keepServer(
      await this.#db.server.upsert({ where: { name }, create: { name, ...observed }, update: observed }),
    );
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
    const { name } = team;
    const quota = writeQuota(team.quota);
    this.#keepTeam(await this.#db.team.upsert({ where: { name }, create: { name, ...quota }, update: quota }));
  }

  async upsertNamespace(namespace: TeamNamespace): Promise<void> {
    const { name, team } = namespace;
    const row = await this.#db.namespace.upsert({
      where: { name },
      create: { name, teamName: team },
      update: { teamName: team },
      include: { team: true },
    });
    this.#keepTeam(row.team);
  }

  async audit(entry: AuditEntry): Promise<void> {
    const row = {
      id: this.#context.ids.uuid(),
      at: this.#context.clock.now(),
      actorKind: entry.actor.kind,
      actorId: entry.actor.id,
      actorName: entry.actor.name,
      action: entry.action,
      subject: entry.subject,
      result: entry.result,
      reason: entry.reason,
      before: asJsonText(entry.before),
      after: asJsonText(entry.after),
      operationId: entry.operationId,
    } satisfies Record<Exclude<keyof AuditEvent, "sequence">, Cell>;
    await this.#db.$executeRaw(insertInto("AuditEvent", row));
  }

  /**
   * Appends the change row and answers with what this transaction changed, as the rows are now; null when it changed nothing
   * (an audit event alone is no change).
   */
  async record(): Promise<RecordedChange | null> {
    const removedServers = [...this.#removedServers.keys()];
    const keys = {
      pods: [...this.#pods.keys()],
      servers: [...this.#servers.keys(), ...removedServers],
      operations: [...this.#operations.keys()],
      teams: [...this.#teams.keys()],
    };
    if (Object.values(keys).every((each) => each.length === 0)) return null;
    const row = { at: this.#context.clock.now(), keys };
    const [appended] = await this.#db.$queryRaw<Pick<Change, "sequence">[]>(
      insertInto("Change", row, Prisma.sql`RETURNING "sequence"`),
    );
    if (appended === undefined) throw new Error("the change row was not appended");
    const change = {
      sequence: appended.sequence,
      pods: await this.#changedPods(),
      servers: [...this.#servers.values(), ...this.#removedServers.values()],
      operations: [...this.#operations.values()],
      teams: [...this.#teams.values()],
    };
    return { change, removedServers };
  }

  /** The rows of pods whose allocations alone were touched are read, and all their allocations, a query for each kind. */
  async #changedPods(): Promise<LedgerPod[]> {
    if (this.#pods.size === 0) return [];
    const unread = [...this.#pods].filter(([, row]) => row === null).map(([id]) => id);
    if (unread.length > 0) for (const row of await this.#podRows(unread)) this.#pods.set(row.id, row);
    const allocations = Map.groupBy(await this.#allocationRows([...this.#pods.keys()]), (row) => row.podId);
    return [...this.#pods.values()].flatMap((row) =>
      row === null ? [] : [readPod({ ...row, allocations: allocations.get(row.id) ?? [] })],
    );
  }

  // The ids go as one JSON parameter: SQLite takes a thousand parameters, and a transaction may touch more pods. The cross join
  // makes it look up each id, where the planner would rather read all that are active.
  #podRows(ids: readonly string[]): Promise<Pod[]> {
    return this.#db.$queryRaw`
      SELECT "Pod".* FROM json_each(${JSON.stringify(ids)}) AS "ids" CROSS JOIN "Pod" ON "Pod"."id" = "ids"."value"`;
  }

  #allocationRows(podIds: readonly string[]): Promise<AllocationRow[]> {
    return this.#db.$queryRaw`
      SELECT "Allocation".*
      FROM json_each(${JSON.stringify(podIds)}) AS "ids" CROSS JOIN "Allocation" ON "Allocation"."podId" = "ids"."value"
      WHERE "endedAt" IS NULL
      ORDER BY "createdAt", "id"`;
  }

  #touchPod(id: string): void {
    if (!this.#pods.has(id)) this.#pods.set(id, null);
  }

  #keepServer(row: Server): void {
    this.#servers.set(row.name, readServer(row));
  }

  #keepTeam(row: TeamRow): void {
    this.#teams.set(row.name, readTeam(row));
  }
}

/** Without a value the column is NULL, not JSON's null. */
function asJsonText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
