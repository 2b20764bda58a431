import type { FindingLife } from "@resource-manager/domain/consistency/finding-life";
import type { HealingPass } from "@resource-manager/domain/consistency/healing-pass";
import type { HealingPolicy } from "@resource-manager/domain/consistency/policy";
import type { Need } from "@resource-manager/domain/model/amounts";
import type { ApiToken } from "@resource-manager/domain/model/api-token";
import type { AuditEntry, AuditLink } from "@resource-manager/domain/model/audit";
import type { Membership } from "@resource-manager/domain/model/membership";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { Allocation, LedgerPod, PodKey } from "@resource-manager/domain/model/pod";
import type { PullSecret } from "@resource-manager/domain/model/pull-secret";
import type { Receipt } from "@resource-manager/domain/model/receipt";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { ServiceAccount } from "@resource-manager/domain/model/service-account";
import type { QuotaRequest, Team, TeamNamespace, TeamPage } from "@resource-manager/domain/model/team";
import type { ExternalAccount, OneTimeLink, Session, User } from "@resource-manager/domain/model/user";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import type { CounterMismatch, LedgerTransaction, Recount } from "@resource-manager/domain/ports/ledger";
import { GENESIS, seal } from "@resource-manager/domain/rules/audit-chain";
import { findCounterMismatch } from "./counter-mismatches.ts";
import * as counters from "./counters.ts";
import { type Change, Prisma, type Receipt as ReceiptRow } from "./generated/client.ts";
import type { Pages } from "./pages.ts";
import { writeAmount } from "./rows/amounts.ts";
import { writeApiToken } from "./rows/api-token.ts";
import { writeSealed } from "./rows/audit.ts";
import { writeFinding } from "./rows/finding.ts";
import { policyKey, writePass } from "./rows/healing.ts";
import { readOperation, writeOperation } from "./rows/operation.ts";
import { readPod, WITH_ALLOCATIONS, writeAllocation, writePod } from "./rows/pod.ts";
import { readReceipt, writeReceipt } from "./rows/receipt.ts";
import { readServer, writeObserved } from "./rows/server.ts";
import { type Cell, insertInto, updateWhere, upsertInto } from "./rows/sql.ts";
import {
  readNamespace,
  readPullSecrets,
  readQuotaRequest,
  readTeam,
  WITH_GPU_MODELS,
  writePullSecrets,
  writeQuotaRequest,
  writeTeam,
} from "./rows/team.ts";
import { type RecordedChange, Touched } from "./touched.ts";

export interface TransactionContext {
  readonly pages: Pages;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The newest audit event; null: it has to be looked up. */
  readonly auditHead: AuditLink | null;
}

/** One open transaction, in the domain's words. It keeps what it changed, for those who are told after the commit. */
export class BooksTransaction implements LedgerTransaction {
  readonly #db: Prisma.TransactionClient;
  readonly #context: TransactionContext;
  readonly #touched = new Touched();
  readonly #findings = new Map<string, FindingLife>();
  #auditHead: AuditLink | null;

  constructor(db: Prisma.TransactionClient, context: TransactionContext) {
    this.#db = db;
    this.#context = context;
    this.#auditHead = context.auditHead;
  }

  /** The newest audit event once this is committed; null: not looked up. */
  get auditHead(): AuditLink | null {
    return this.#auditHead;
  }

  servers(): ReadonlyMap<string, LedgerServer> {
    return this.#context.pages.serversAhead;
  }

  async team(name: string): Promise<Team | null> {
    const row = await this.#db.team.findUnique({ where: { name }, include: WITH_GPU_MODELS });
    return row === null ? null : readTeam(row);
  }

  async namespace(name: string): Promise<TeamNamespace | null> {
    const row = await this.#db.namespace.findUnique({ where: { name } });
    return row === null ? null : readNamespace(row);
  }

  async namespacesOf(team: string): Promise<readonly TeamNamespace[]> {
    const rows = await this.#db.namespace.findMany({ where: { teamName: team }, orderBy: { name: "asc" } });
    return rows.map(readNamespace);
  }

  async countPods(team: string): Promise<number> {
    return this.#db.pod.count({ where: { teamName: team, gone: false } });
  }

  async pod(key: PodKey): Promise<LedgerPod | null> {
    const where = { gone: false, namespace: key.namespace, name: key.name };
    const row = await this.#db.pod.findFirst({ where, include: WITH_ALLOCATIONS });
    return row === null ? null : readPod(row);
  }

  async podById(id: string): Promise<LedgerPod | null> {
    const page = this.#touched.hasPod(id) ? undefined : this.#context.pages.pods.ahead(id);
    if (page !== undefined) return page;
    const row = await this.#db.pod.findUnique({ where: { id }, include: WITH_ALLOCATIONS });
    return row === null ? null : readPod(row);
  }

  async podsOn(server: string): Promise<readonly LedgerPod[]> {
    const rows = await this.#db.pod.findMany({
      where: { allocations: { some: { server, endedAt: null } } },
      include: WITH_ALLOCATIONS,
      orderBy: [{ namespace: "asc" }, { name: "asc" }],
    });
    return rows.map(readPod);
  }

  async operation(id: string): Promise<Operation | null> {
    const page = this.#touched.operationOf(id) ?? this.#context.pages.operations.ahead(id);
    return page ?? this.storedOperation(id);
  }

  async storedOperation(id: string): Promise<Operation | null> {
    const row = await this.#db.operation.findUnique({ where: { id } });
    return row === null ? null : readOperation(row);
  }

  async operationByKey(actorId: string, key: string): Promise<Operation | null> {
    const row = await this.#db.operation.findUnique({ where: { actorId_key: { actorId, key } } });
    return row === null ? null : readOperation(row);
  }

  async reserve(server: string, need: Need): Promise<boolean> {
    const row = await counters.reserve(this.#db, server, need);
    if (row !== null) this.#touched.server(row);
    return row !== null;
  }

  async release(server: string, held: Need): Promise<void> {
    this.#touched.server(await counters.release(this.#db, server, held));
  }

  async forceReserve(server: string, need: Need): Promise<void> {
    this.#touched.server(await counters.forceReserve(this.#db, server, need));
  }

  async reserveQuota(team: string, need: Need, gpuModel: string | null): Promise<boolean> {
    const row = await counters.reserveQuota(this.#db, team, need, gpuModel);
    if (row !== null) this.#touched.team(row);
    return row !== null;
  }

  async releaseQuota(team: string, held: Need, gpuModel: string | null): Promise<void> {
    this.#touched.team(await counters.releaseQuota(this.#db, team, held, gpuModel));
  }

  async forceReserveQuota(team: string, need: Need, gpuModel: string | null): Promise<void> {
    this.#touched.team(await counters.forceReserveQuota(this.#db, team, need, gpuModel));
  }

  async insertPod(pod: LedgerPod): Promise<boolean> {
    const row = writePod(pod);
    const unlessTaken = Prisma.sql`ON CONFLICT ("namespace", "name") WHERE gone = 0 DO NOTHING`;
    const inserted = await this.#db.$executeRaw(insertInto("Pod", row, unlessTaken));
    if (inserted === 1) this.#touched.pod(row);
    return inserted === 1;
  }

  async savePod(pod: LedgerPod): Promise<void> {
    const row = writePod(pod);
    const saved = await this.#db.$executeRaw(updateWhere("Pod", row, Prisma.sql`"id" = ${pod.id}`));
    if (saved !== 1) throw new Error(`there is no pod ${pod.id} to save`);
    this.#touched.pod(row);
  }

  async insertAllocation(allocation: Allocation): Promise<void> {
    const row = { ...writeAllocation(allocation), createdAt: this.#context.clock.now() };
    await this.#db.$executeRaw(insertInto("Allocation", row));
    this.#touched.allocationsOf(allocation.podId);
  }

  async reviveAllocation(allocation: Allocation): Promise<boolean> {
    const row = { ...writeAllocation(allocation), createdAt: this.#context.clock.now() };
    const revived = Prisma.sql`ON CONFLICT ("id") DO UPDATE SET
      "podId" = excluded."podId", "server" = excluded."server", "gpuModel" = excluded."gpuModel",
      "clusterUid" = excluded."clusterUid", "endedAt" = NULL,
      "heldGpus" = excluded."heldGpus", "heldCpuMillis" = excluded."heldCpuMillis", "heldRamBytes" = excluded."heldRamBytes",
      "heldStorageBytes" = excluded."heldStorageBytes", "heldPodSlots" = excluded."heldPodSlots"
      WHERE "endedAt" IS NOT NULL`;
    const inserted = await this.#db.$executeRaw(insertInto("Allocation", row, revived));
    if (inserted === 1) this.#touched.allocationsOf(allocation.podId);
    return inserted === 1;
  }

  async saveAllocation(allocation: Allocation): Promise<void> {
    const active = Prisma.sql`"id" = ${allocation.id} AND "endedAt" IS NULL`;
    const saved = await this.#db.$executeRaw(updateWhere("Allocation", writeAllocation(allocation), active));
    if (saved !== 1) throw new Error(`there is no active allocation ${allocation.id} to save`);
    this.#touched.allocationsOf(allocation.podId);
  }

  async endAllocation(id: string): Promise<void> {
    const [ended] = await this.#db.allocation.updateManyAndReturn({
      where: { id, endedAt: null },
      data: { endedAt: this.#context.clock.now() },
      select: { podId: true },
    });
    if (ended === undefined) throw new Error(`there is no active allocation ${id} to end`);
    this.#touched.allocationsOf(ended.podId);
  }

  async insertOperation(operation: Operation): Promise<void> {
    const row = writeOperation(operation);
    await this.#db.$executeRaw(insertInto("Operation", row));
    this.#touched.operation(row);
  }

  async saveOperation(operation: Operation): Promise<void> {
    const row = writeOperation(operation);
    const saved = await this.#db.$executeRaw(updateWhere("Operation", row, Prisma.sql`"id" = ${operation.id}`));
    if (saved !== 1) throw new Error(`there is no operation ${operation.id} to save`);
    this.#touched.operation(row);
  }

  async receipt(actorId: string, key: string): Promise<Receipt | null> {
    const row = await this.#db.receipt.findUnique({ where: { actorId_key: { actorId, key } } });
    return row === null ? null : readReceipt(row);
  }

  async insertReceipt(receipt: Receipt): Promise<void> {
    const row = { ...writeReceipt(receipt), at: this.#context.clock.now() } satisfies Record<keyof ReceiptRow, Cell>;
    await this.#db.$executeRaw(insertInto("Receipt", row));
  }

  async observeServer(server: Omit<LedgerServer, "allocated">): Promise<void> {
    const { name, ...observed } = writeObserved(server);
    this.#touched.server(
      await this.#db.server.upsert({ where: { name }, create: { name, ...observed }, update: observed }),
    );
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
    this.#touched.removedServer(page);
  }

  async counterMismatch(of: CounterMismatch["of"], name: string): Promise<CounterMismatch | null> {
    return findCounterMismatch(this.#db, of, name);
  }

  async setCounter({ of, name, sum }: Recount): Promise<void> {
    if (of === "SERVER") this.#touched.server(await counters.setAllocated(this.#db, name, sum));
    else this.#touched.team(await counters.setUsed(this.#db, name, sum));
  }

  /** Written at the end, many in one statement: nothing in a transaction reads them. */
  async saveFinding(life: FindingLife): Promise<void> {
    this.#findings.set(life.id, life);
  }

  async savePass(pass: HealingPass): Promise<void> {
    await this.#db.$executeRaw(upsertInto("HealingPass", [writePass(pass)]));
  }

  async setPolicy({
    mode,
    ...line
  }: Omit<HealingPolicy, "mode"> & { mode: HealingPolicy["mode"] | null }): Promise<void> {
    const key = policyKey(line);
    if (mode === null) await this.#db.healingPolicy.deleteMany({ where: key });
    else
      await this.#db.healingPolicy.upsert({
        where: { class_namespace: key },
        create: { ...key, mode },
        update: { mode },
      });
  }

  async upsertTeam(team: TeamPage): Promise<void> {
    const { name } = team;
    const row = writeTeam(team);
    this.#touched.team(await this.#db.team.upsert({ where: { name }, create: row, update: row }));
    await this.#db.teamGpuModel.updateMany({ where: { teamName: name }, data: { quotaGpus: null } });
    for (const [gpuModel, gpus] of Object.entries(team.quota.gpusByModel)) {
      const quotaGpus = Number(writeAmount(gpus));
      const key = { teamName: name, gpuModel };
      await this.#db.teamGpuModel.upsert({
        where: { teamName_gpuModel: key },
        create: { ...key, quotaGpus },
        update: { quotaGpus },
      });
    }
  }

  async removeTeam(name: string): Promise<void> {
    await this.#db.teamGpuModel.deleteMany({ where: { teamName: name } });
    await this.#db.namespace.deleteMany({ where: { teamName: name } });
    await this.#db.membership.deleteMany({ where: { teamName: name } });
    await this.#db.apiToken.deleteMany({ where: { serviceAccount: { teamName: name } } });
    await this.#db.serviceAccount.deleteMany({ where: { teamName: name } });
    await this.#db.team.delete({ where: { name } });
    this.#touched.removedTeam(name);
  }

  async upsertNamespace({ name, team, keeping }: TeamNamespace): Promise<void> {
    const row = await this.#db.namespace.upsert({
      where: { name },
      create: { name, teamName: team, keeping },
      update: { teamName: team, keeping },
      include: { team: true },
    });
    this.#touched.team(row.team);
  }

  async removeNamespace(name: string): Promise<void> {
    const row = await this.#db.namespace.delete({ where: { name }, include: { team: true } });
    this.#touched.team(row.team);
  }

  async savePullSecret(name: string, secret: PullSecret): Promise<void> {
    await this.#changePullSecrets(name, (secrets) => [
      ...secrets.filter(({ registry }) => registry !== secret.registry),
      secret,
    ]);
  }

  async removePullSecret(name: string, registry: string): Promise<void> {
    await this.#changePullSecrets(name, (secrets) => {
      const left = secrets.filter((secret) => secret.registry !== registry);
      if (left.length === secrets.length) throw new Error(`team ${name} has no pull secret of ${registry}`);
      return left;
    });
  }

  async #changePullSecrets(
    name: string,
    change: (secrets: readonly PullSecret[]) => readonly PullSecret[],
  ): Promise<void> {
    const { pullSecrets } = await this.#db.team.findUniqueOrThrow({ where: { name } });
    const changed = [...change(readPullSecrets(pullSecrets))].sort((a, b) => (a.registry < b.registry ? -1 : 1));
    this.#touched.team(
      await this.#db.team.update({ where: { name }, data: { pullSecrets: writePullSecrets(changed) } }),
    );
  }

  async quotaRequest(id: string): Promise<QuotaRequest | null> {
    const row = await this.#db.quotaRequest.findUnique({ where: { id } });
    return row === null ? null : readQuotaRequest(row);
  }

  async saveQuotaRequest(request: QuotaRequest): Promise<void> {
    const data = writeQuotaRequest(request);
    const where = { id: request.id };
    const row = await this.#db.quotaRequest.upsert({ where, create: data, update: data, include: { team: true } });
    this.#touched.team(row.team);
  }

  async saveMembership({ team: teamName, userId, role, since }: Membership): Promise<void> {
    const where = { teamName_userId: { teamName, userId } };
    await this.#db.membership.upsert({ where, create: { teamName, userId, role, since }, update: { role } });
  }

  async removeMembership(teamName: string, userId: string): Promise<void> {
    await this.#db.membership.deleteMany({ where: { teamName, userId } });
  }

  async saveServiceAccount({ team, createdBy, ...account }: ServiceAccount): Promise<void> {
    const data = { ...account, teamName: team, createdByName: createdBy };
    await this.#db.serviceAccount.upsert({ where: { id: account.id }, create: data, update: data });
  }

  async insertApiToken(token: ApiToken): Promise<void> {
    await this.#db.$executeRaw(insertInto("ApiToken", writeApiToken(token)));
  }

  async revokeApiToken(id: string, at: Date): Promise<void> {
    await this.#db.apiToken.update({ where: { id }, data: { revokedAt: at } });
  }

  async touchApiToken(id: string, at: Date): Promise<void> {
    await this.#db.apiToken.update({ where: { id }, data: { lastUsedAt: at } });
  }

  async saveUser(user: User): Promise<void> {
    await this.#db.user.upsert({ where: { id: user.id }, create: user, update: user });
  }

  async insertSession(session: Session): Promise<void> {
    await this.#db.session.create({ data: session });
  }

  async touchSession(id: string, at: Date): Promise<void> {
    await this.#db.session.updateMany({ where: { id }, data: { lastUsedAt: at } });
  }

  async removeSessions(ids: readonly string[]): Promise<void> {
    await this.#db.session.deleteMany({ where: { id: { in: [...ids] } } });
  }

  async insertOneTimeLink(link: OneTimeLink): Promise<void> {
    await this.#db.oneTimeLink.create({ data: link });
  }

  async removeOneTimeLinks(ids: readonly string[]): Promise<void> {
    await this.#db.oneTimeLink.deleteMany({ where: { id: { in: [...ids] } } });
  }

  async insertExternalAccount(account: ExternalAccount): Promise<void> {
    await this.#db.externalAccount.create({ data: account });
  }

  async audit(entry: AuditEntry): Promise<void> {
    const head = this.#auditHead ?? (await lastAudit(this.#db));
    const event = { ...entry, before: asJson(entry.before), after: asJson(entry.after) };
    const sealed = seal(head, { ...event, id: this.#context.ids.uuid(), at: this.#context.clock.now() });
    await this.#db.$executeRaw(insertInto("AuditEvent", writeSealed(sealed)));
    this.#auditHead = { sequence: sealed.sequence, hash: sealed.hash };
  }

  /** Appends the change row; null when nothing was changed (an audit event alone is no change). */
  async record(): Promise<RecordedChange | null> {
    const lives = [...this.#findings.values()].map(writeFinding);
    for (let at = 0; at < lives.length; at += ROWS_AT_ONCE)
      await this.#db.$executeRaw(upsertInto("Finding", lives.slice(at, at + ROWS_AT_ONCE)));
    if (this.#touched.isEmpty) return null;
    const row = { at: this.#context.clock.now(), keys: this.#touched.keys() } satisfies Record<
      Exclude<keyof Change, "sequence">,
      Cell
    >;
    const insert = insertInto("Change", row, Prisma.sql`RETURNING "sequence"`);
    const [appended] = await this.#db.$queryRaw<[Pick<Change, "sequence">]>(insert);
    return this.#touched.asChange(appended.sequence, this.#db, (id) => this.#context.pages.pods.ahead(id));
  }
}

/** Some 800 parameters of Finding's columns. */
const ROWS_AT_ONCE = 50;

async function lastAudit(db: Prisma.TransactionClient): Promise<AuditLink> {
  const select = { sequence: true, hash: true };
  return (await db.auditEvent.findFirst({ orderBy: { sequence: "desc" }, select })) ?? GENESIS;
}

/** As it will be read again. */
function asJson(value: unknown): unknown {
  return value === null || value === undefined ? null : JSON.parse(JSON.stringify(value));
}
