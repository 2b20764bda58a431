import type { FindingLife } from "@resource-manager/domain/consistency/finding-life";
import type { HealingPass } from "@resource-manager/domain/consistency/healing-pass";
import type { HealingPolicy } from "@resource-manager/domain/consistency/policy";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { ApiToken } from "@resource-manager/domain/model/api-token";
import type {
  AuditChainReport,
  AuditCheckpoint,
  AuditFilter,
  AuditLink,
  AuditRecord,
  SealedEvent,
} from "@resource-manager/domain/model/audit";
import type { LedgerChange } from "@resource-manager/domain/model/change";
import type { Membership } from "@resource-manager/domain/model/membership";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { LedgerPod, PodKey } from "@resource-manager/domain/model/pod";
import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { ServiceAccount } from "@resource-manager/domain/model/service-account";
import type { QuotaRequest, Team, TeamNamespace } from "@resource-manager/domain/model/team";
import type { Accounts } from "@resource-manager/domain/model/user";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import type { CounterMismatch, Installation, Ledger, LedgerTransaction } from "@resource-manager/domain/ports/ledger";
import { verifyAuditFile } from "./audit-file.ts";
import { trimAudit } from "./audit-trim.ts";
import { findCounterMismatches } from "./counter-mismatches.ts";
import { LedgerBoundElsewhere, LedgerClosed, LedgerOfAnother } from "./errors.ts";
import type { Prisma } from "./generated/client.ts";
import { Pages } from "./pages.ts";
import type { Reader } from "./reader.ts";
import { readSession, readUser } from "./rows/account.ts";
import { readApiToken } from "./rows/api-token.ts";
import { readAudit, readSealed, whereAudit } from "./rows/audit.ts";
import { readFinding } from "./rows/finding.ts";
import { readPass, readPolicy } from "./rows/healing.ts";
import { readOperation } from "./rows/operation.ts";
import { ALLOCATION_ORDER, readPod, WITH_ALLOCATIONS } from "./rows/pod.ts";
import { readServer } from "./rows/server.ts";
import { readNamespace, readQuotaRequest, readTeam, WITH_GPU_MODELS } from "./rows/team.ts";
import type { RecordedChange } from "./touched.ts";
import { BooksTransaction } from "./transaction.ts";
import { TransactionGuard } from "./transaction-guard.ts";
import type { Fate, Writer } from "./writer.ts";

export interface SqliteLedgerParts {
  readonly file: string;
  readonly writer: Writer;
  readonly reader: Reader;
  /** Released last. */
  readonly lock: Disposable;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly installationId: string | undefined;
  readonly onListenerError: (error: unknown) => void;
}

/** The change log is trimmed to this length when it is opened: nobody resumes after a change that is so old. */
const CHANGES_KEPT = 100_000;

/** So long the history of healing is kept. */
const HISTORY_KEPT_MS = 90 * 24 * 60 * 60_000;

const OPEN_STATES = ["PENDING", "RUNNING", "WAITING", "UNDOING"] as const satisfies readonly Operation["state"][];

/** The Ledger port on one SQLite file. */
export class SqliteLedger implements Ledger, AsyncDisposable {
  readonly #parts: SqliteLedgerParts;
  readonly #pages: Pages;
  readonly #listeners = new Set<(change: LedgerChange) => void>();
  #sequence = 0;
  /**
   * The newest audit event, committed or prepared for the commit that is to come; null: it has to be looked up, as after a commit of
   * which nobody knows whether it took place.
   */
  #auditHead: AuditLink | null = null;
  /** A verification that is under way serves everybody who asks meanwhile. */
  #verifying: Promise<AuditChainReport> | null = null;
  #closing: Promise<void> | null = null;

  private constructor(parts: SqliteLedgerParts, servers: readonly LedgerServer[]) {
    this.#parts = parts;
    this.#pages = new Pages(servers);
  }

  /** Reads what it keeps in memory, and gives a new database its identity. */
  static async load(parts: SqliteLedgerParts): Promise<SqliteLedger> {
    const [installation, servers, last] = await parts.reader.read((db) => [
      db.installation.findFirst(),
      db.server.findMany(),
      db.change.aggregate({ _max: { sequence: true } }),
    ]);
    const ledger = new SqliteLedger(parts, servers.map(readServer));
    ledger.#sequence = last._max.sequence ?? 0;
    const asked = parts.installationId;
    if (installation !== null && asked !== undefined && asked !== installation.id)
      throw new LedgerOfAnother(installation.id, asked);
    if (installation === null) {
      const data = { id: asked ?? parts.ids.uuid(), clusterUid: null, createdAt: parts.clock.now() };
      await ledger.#run((db) => db.installation.createMany({ data }));
    }
    await ledger.#run((db) => forgetTheOld(db, ledger.#sequence, parts.clock.now()));
    return ledger;
  }

  async write<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T> {
    try {
      return await this.#transact((tx) => guarded(tx, work));
    } catch (error) {
      // Only `#transact` makes one, from what `work` answered.
      if (error instanceof RolledBack) return error.value as T;
      throw error;
    }
  }

  /** Cuts off old audit events, see `audit-trim.ts`. */
  async trimAudit(actor: Actor, before: Date): Promise<AuditCheckpoint | null> {
    const now = this.#parts.clock.now();
    return this.#transact((tx, db) => trimAudit(db, { actor, before, now }, (entry) => tx.audit(entry)));
  }

  async installation(): Promise<Installation> {
    const [installation] = await this.#reader().read((db) => [db.installation.findFirstOrThrow()]);
    return installation;
  }

  async bindCluster(clusterUid: string): Promise<Installation> {
    return this.#run(async (db) => {
      const installation = await db.installation.findFirstOrThrow();
      if (installation.clusterUid === clusterUid) return installation;
      if (installation.clusterUid !== null) throw new LedgerBoundElsewhere(installation.clusterUid, clusterUid);
      return db.installation.update({ where: { id: installation.id }, data: { clusterUid } });
    });
  }

  servers(): ReadonlyMap<string, LedgerServer> {
    return this.#pages.servers;
  }

  async teams(): Promise<readonly Team[]> {
    const [rows] = await this.#reader().read((db) => [
      db.team.findMany({ orderBy: { name: "asc" }, include: WITH_GPU_MODELS }),
    ]);
    return rows.map(readTeam);
  }

  async team(name: string): Promise<Team | null> {
    const [row] = await this.#reader().read((db) => [
      db.team.findUnique({ where: { name }, include: WITH_GPU_MODELS }),
    ]);
    return row === null ? null : readTeam(row);
  }

  async quotaRequests(limit: number): Promise<readonly QuotaRequest[]> {
    const newest = { orderBy: { ordinal: "desc" }, take: limit } as const;
    const [open, decided] = await this.#reader().read((db) => [
      db.quotaRequest.findMany({ where: { state: "OPEN" }, ...newest }),
      db.quotaRequest.findMany({ where: { state: { not: "OPEN" } }, ...newest }),
    ]);
    return [...open, ...decided].slice(0, limit).map(readQuotaRequest);
  }

  async namespaces(): Promise<readonly TeamNamespace[]> {
    const [rows] = await this.#reader().read((db) => [db.namespace.findMany({ orderBy: { name: "asc" } })]);
    return rows.map(readNamespace);
  }

  async livePods(): Promise<readonly LedgerPod[]> {
    // Not by `include`: Prisma names every pod in a parameter then, and SQLite takes a thousand.
    const [pods, allocations] = await this.#reader().read((db) => [
      db.pod.findMany({ where: { gone: false }, orderBy: [{ namespace: "asc" }, { name: "asc" }] }),
      db.allocation.findMany({ where: { endedAt: null }, orderBy: ALLOCATION_ORDER }),
    ]);
    const ofPod = Map.groupBy(allocations, (allocation) => allocation.podId);
    return pods.map((pod) => readPod({ ...pod, allocations: ofPod.get(pod.id) ?? [] }));
  }

  async pod(key: PodKey): Promise<LedgerPod | null> {
    const where = { gone: false, namespace: key.namespace, name: key.name };
    const [row] = await this.#reader().read((db) => [db.pod.findFirst({ where, include: WITH_ALLOCATIONS })]);
    return row === null ? null : readPod(row);
  }

  async podById(id: string): Promise<LedgerPod | null> {
    this.#assertOpen();
    const page = this.#pages.pods.get(id);
    if (page !== undefined) return page;
    const [row] = await this.#reader().read((db) => [db.pod.findUnique({ where: { id }, include: WITH_ALLOCATIONS })]);
    return row === null ? null : readPod(row);
  }

  async podsOn(server: string): Promise<readonly LedgerPod[]> {
    const where = { allocations: { some: { server, endedAt: null } } };
    const [rows] = await this.#reader().read((db) => [
      db.pod.findMany({ where, include: WITH_ALLOCATIONS, orderBy: [{ namespace: "asc" }, { name: "asc" }] }),
    ]);
    return rows.map(readPod);
  }

  async operation(id: string): Promise<Operation | null> {
    this.#assertOpen();
    return this.#pages.operations.get(id) ?? this.storedOperation(id);
  }

  async storedOperation(id: string): Promise<Operation | null> {
    const [row] = await this.#reader().read((db) => [db.operation.findUnique({ where: { id } })]);
    return row === null ? null : readOperation(row);
  }

  async openOperations(): Promise<readonly Operation[]> {
    const where = { state: { in: [...OPEN_STATES] } };
    const [rows] = await this.#reader().read((db) => [db.operation.findMany({ where, orderBy: { ordinal: "asc" } })]);
    return rows.map(readOperation);
  }

  async recentOperations(limit: number): Promise<readonly Operation[]> {
    const [rows] = await this.#reader().read((db) => [
      db.operation.findMany({ orderBy: { ordinal: "desc" }, take: limit }),
    ]);
    return rows.map(readOperation);
  }

  async operationsOfPod(podId: string): Promise<readonly Operation[]> {
    const [rows] = await this.#reader().read((db) => [
      db.operation.findMany({ where: { podId }, orderBy: { ordinal: "desc" } }),
    ]);
    return rows.map(readOperation);
  }

  sequence(): number {
    return this.#sequence;
  }

  subscribe(listener: (change: LedgerChange) => void): () => void {
    // A function of its own each time, so that the same listener may subscribe twice.
    const entry = (change: LedgerChange) => listener(change);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  async counterMismatches(): Promise<readonly CounterMismatch[]> {
    return this.#reader().exclusively(findCounterMismatches);
  }

  async findingLives(): Promise<readonly FindingLife[]> {
    const [rows] = await this.#reader().read((db) => [db.finding.findMany()]);
    return rows.map(readFinding);
  }

  async healingPasses(limit: number, before: string | null): Promise<readonly HealingPass[]> {
    const [rows] = await this.#reader().read((db) => [
      db.healingPass.findMany({
        orderBy: { ordinal: "desc" },
        take: limit,
        ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
      }),
    ]);
    return rows.map(readPass);
  }

  async healingPass(id: string): Promise<HealingPass | null> {
    const [row] = await this.#reader().read((db) => [db.healingPass.findUnique({ where: { id } })]);
    return row === null ? null : readPass(row);
  }

  async healingDeletionsSince(time: Date): Promise<number> {
    const [sums] = await this.#reader().read((db) => [
      db.healingPass.aggregate({ where: { beganAt: { gte: time } }, _sum: { deletions: true } }),
    ]);
    return sums._sum.deletions ?? 0;
  }

  async healingPolicies(): Promise<readonly HealingPolicy[]> {
    const [rows] = await this.#reader().read((db) => [
      db.healingPolicy.findMany({ orderBy: [{ class: "asc" }, { namespace: "asc" }] }),
    ]);
    return rows.map(readPolicy);
  }

  async auditTrail(subject: string, limit: number): Promise<readonly AuditRecord[]> {
    const [rows] = await this.#reader().read((db) => [
      db.auditEvent.findMany({ where: { subject }, orderBy: { sequence: "desc" }, take: limit }),
    ]);
    return rows.map(readAudit).reverse();
  }

  async auditEvents(filter: AuditFilter, limit: number, before: number | null): Promise<readonly SealedEvent[]> {
    const where = whereAudit(filter, await this.#namespacesFor(filter));
    const page = before === null ? where : { AND: [where, { sequence: { lt: before } }] };
    const [rows] = await this.#reader().read((db) => [
      db.auditEvent.findMany({ where: page, orderBy: { sequence: "desc" }, take: limit }),
    ]);
    return rows.map(readSealed);
  }

  async auditEventsAfter(filter: AuditFilter, limit: number, after: number): Promise<readonly SealedEvent[]> {
    const where = whereAudit(filter, await this.#namespacesFor(filter));
    const [rows] = await this.#reader().read((db) => [
      db.auditEvent.findMany({
        where: { AND: [where, { sequence: { gt: after } }] },
        orderBy: { sequence: "asc" },
        take: limit,
      }),
    ]);
    return rows.map(readSealed);
  }

  async countAuditEvents(filter: AuditFilter): Promise<number> {
    const where = whereAudit(filter, await this.#namespacesFor(filter));
    const [count] = await this.#reader().read((db) => [db.auditEvent.count({ where })]);
    return count;
  }

  async verifyAudit(anchor: AuditLink | null): Promise<AuditChainReport> {
    this.#assertOpen();
    if (anchor !== null) return verifyAuditFile(this.#parts.file, anchor);
    this.#verifying ??= verifyAuditFile(this.#parts.file, null).finally(() => {
      this.#verifying = null;
    });
    return this.#verifying;
  }

  async #namespacesFor({ team, ofTeams }: AuditFilter): Promise<readonly TeamNamespace[]> {
    return team === null && ofTeams === null ? [] : this.namespaces();
  }

  async apiTokens(): Promise<readonly ApiToken[]> {
    const [rows] = await this.#reader().read((db) => [db.apiToken.findMany({ orderBy: { ordinal: "desc" } })]);
    return rows.map(readApiToken);
  }

  async memberships(): Promise<readonly Membership[]> {
    const [rows] = await this.#reader().read((db) => [db.membership.findMany({ orderBy: { since: "asc" } })]);
    return rows.map(({ teamName: team, ...membership }) => ({ ...membership, team }));
  }

  async serviceAccounts(): Promise<readonly ServiceAccount[]> {
    const [rows] = await this.#reader().read((db) => [db.serviceAccount.findMany({ orderBy: { ordinal: "asc" } })]);
    return rows.map(({ ordinal: _, teamName: team, createdByName: createdBy, ...account }) => ({
      ...{ ...account, team, createdBy },
    }));
  }

  async accounts(): Promise<Accounts> {
    const [users, sessions, links, externalAccounts] = await this.#reader().read((db) => [
      db.user.findMany({ orderBy: { ordinal: "asc" } }),
      db.session.findMany({ orderBy: { ordinal: "asc" } }),
      db.oneTimeLink.findMany({ orderBy: { createdAt: "asc" } }),
      db.externalAccount.findMany({ orderBy: { createdAt: "asc" } }),
    ]);
    return { users: users.map(readUser), sessions: sessions.map(readSession), links, externalAccounts };
  }

  /** Lets the writes that were begun end, refuses new ones, and gives the data folder free. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    using _lock = this.#parts.lock;
    await this.#parts.reader[Symbol.asyncDispose]();
    // Last, so that this connection copies the write-ahead log into the database and removes it.
    await this.#parts.writer[Symbol.asyncDispose]();
    this.#listeners.clear();
  }

  /** One transaction in the domain's words. A refusal rolls it back, and comes out as `RolledBack`. */
  async #transact<T>(work: (tx: BooksTransaction, db: Prisma.TransactionClient) => Promise<T>): Promise<T> {
    const { clock, ids } = this.#parts;
    const transaction = async (db: Prisma.TransactionClient) => {
      const head = this.#auditHead;
      // Known again once its work is done, or rolled back for a reason that we know.
      this.#auditHead = null;
      const tx = new BooksTransaction(db, { pages: this.#pages, clock, ids, auditHead: head });
      const value = await work(tx, db);
      if (isRefusal(value)) {
        this.#auditHead = head;
        throw new RolledBack(value);
      }
      return { value, recorded: await tx.record(), auditHead: tx.auditHead };
    };
    const { value } = await this.#run(transaction, {
      prepared: ({ recorded, auditHead }) => {
        this.#auditHead = auditHead;
        if (recorded !== null) this.#pages.prepare(recorded);
      },
      committed: ({ recorded }) => this.#publish(recorded),
      lost: () => {
        this.#auditHead = null;
        this.#pages.discard();
      },
    });
    return value;
  }

  async #run<T>(work: (db: Prisma.TransactionClient) => Promise<T>, fate: Fate<T> = {}): Promise<T> {
    this.#assertOpen();
    return this.#parts.writer.run(work, fate);
  }

  #reader(): Reader {
    this.#assertOpen();
    return this.#parts.reader;
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new LedgerClosed();
  }

  #publish(recorded: RecordedChange | null): void {
    if (recorded === null) return;
    const { change } = recorded;
    this.#pages.commit(recorded);
    this.#sequence = change.sequence;
    for (const listener of [...this.#listeners]) this.#tell(listener, change);
  }

  #tell(listener: (change: LedgerChange) => void, change: LedgerChange): void {
    try {
      listener(change);
    } catch (error) {
      this.#parts.onListenerError(error);
    }
  }
}

async function forgetTheOld(db: Prisma.TransactionClient, sequence: number, now: Date): Promise<void> {
  await db.change.deleteMany({ where: { sequence: { lte: sequence - CHANGES_KEPT } } });
  const before = new Date(now.getTime() - HISTORY_KEPT_MS);
  await db.healingPass.deleteMany({ where: { beganAt: { lt: before } } });
  await db.finding.deleteMany({ where: { state: { in: ["REPAIRED", "RESOLVED"] }, changedAt: { lt: before } } });
}

async function guarded<T>(tx: BooksTransaction, work: (tx: LedgerTransaction) => Promise<T>): Promise<T> {
  const guard = new TransactionGuard();
  try {
    const value = await work(guard.protect(tx));
    guard.finish();
    return value;
  } finally {
    await guard.end();
  }
}

/** Carries a refusal out of a transaction, past its rollback. */
class RolledBack extends Error {
  readonly value: unknown;

  constructor(value: unknown) {
    super("rolled back with a refusal");
    this.value = value;
  }
}

function isRefusal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "ok" in value && value.ok === false;
}
