import type { FindingLife } from "../consistency/finding-life.ts";
import type { HealingPass } from "../consistency/healing-pass.ts";
import type { HealingPolicy } from "../consistency/policy.ts";
import type { Need } from "../model/amounts.ts";
import type { ApiToken } from "../model/api-token.ts";
import type { AuditChainReport, AuditEntry, AuditFilter, AuditLink, AuditRecord, SealedEvent } from "../model/audit.ts";
import type { LedgerChange } from "../model/change.ts";
import type { Membership } from "../model/membership.ts";
import type { Operation } from "../model/operation.ts";
import type { Allocation, LedgerPod, PodKey } from "../model/pod.ts";
import type { PullSecret } from "../model/pull-secret.ts";
import type { Receipt } from "../model/receipt.ts";
import type { LedgerServer } from "../model/server.ts";
import type { ServiceAccount } from "../model/service-account.ts";
import type { QuotaRequest, Team, TeamNamespace, TeamPage } from "../model/team.ts";
import type { Accounts, ExternalAccount, OneTimeLink, Session, User } from "../model/user.ts";

/** This ledger's identity and the cluster that it is bound to. */
export interface Installation {
  /** UUID that labels every object of ours in the cluster. */
  readonly id: string;
  /** UID of the cluster's kube-system namespace; null until the first cluster was met. */
  readonly clusterUid: string | null;
  readonly createdAt: Date;
}

/**
 * The books: what was promised to whom. Writes go through `write`, one transaction at a time, in one process.
 * Reads see the last commit.
 */
export interface Ledger {
  /**
   * Runs `work` in one transaction: all of it commits, or nothing when it throws or answers `{ ok: false }`
   * (use `LedgerTransaction.audit` in a second write to record a refusal). Transactions run one after another, each on what those before it
   * left, and may share a commit: this resolves after that.
   * A change row is appended and listeners are told after the commit, in order, before this resolves; an audit event alone is no change.
   * A transaction in which a statement failed cannot commit, even where `work` catches that.
   */
  write<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;

  installation(): Promise<Installation>;
  /** Binds the ledger to a cluster. Throws when it is bound to another one. */
  bindCluster(clusterUid: string): Promise<Installation>;

  /** All servers' pages as of the last commit, from memory: no I/O. */
  servers(): ReadonlyMap<string, LedgerServer>;
  teams(): Promise<readonly Team[]>;
  team(name: string): Promise<Team | null>;
  /** Newest first, open ones before all others. */
  quotaRequests(limit: number): Promise<readonly QuotaRequest[]>;
  namespaces(): Promise<readonly TeamNamespace[]>;
  /** Pods that are not gone. */
  livePods(): Promise<readonly LedgerPod[]>;
  pod(key: PodKey): Promise<LedgerPod | null>;
  podById(id: string): Promise<LedgerPod | null>;
  /** Pods that hold something on that server, by namespace and name. */
  podsOn(server: string): Promise<readonly LedgerPod[]>;
  operation(id: string): Promise<Operation | null>;
  /** The same, always by a statement: how long it takes does not tell whether there is one. For ids that somebody typed. */
  storedOperation(id: string): Promise<Operation | null>;
  /** Operations that are not over, oldest first. */
  openOperations(): Promise<readonly Operation[]>;
  /** Newest first. */
  recentOperations(limit: number): Promise<readonly Operation[]>;
  /** Newest first. */
  operationsOfPod(podId: string): Promise<readonly Operation[]>;
  sequence(): number;
  subscribe(listener: (change: LedgerChange) => void): () => void;
  /** Per server: the counter and the sum of its allocations, where they differ. Empty when the books are right. */
  counterMismatches(): Promise<readonly CounterMismatch[]>;
  /** Findings that stand, and those that ended within what is kept of the history. */
  findingLives(): Promise<readonly FindingLife[]>;
  /** Newest first; `before`: the id of the pass after which the page begins. */
  healingPasses(limit: number, before: string | null): Promise<readonly HealingPass[]>;
  healingPass(id: string): Promise<HealingPass | null>;
  /** Deletions of passes that began since then. */
  healingDeletionsSince(time: Date): Promise<number>;
  /** The lines that people set. */
  healingPolicies(): Promise<readonly HealingPolicy[]>;
  /** The newest audit events of a subject, the oldest of them first. */
  auditTrail(subject: string, limit: number): Promise<readonly AuditRecord[]>;
  /** Newest first; `before`: only events with a smaller sequence. */
  auditEvents(filter: AuditFilter, limit: number, before: number | null): Promise<readonly SealedEvent[]>;
  /** The same, oldest first; only events with a greater sequence. */
  auditEventsAfter(filter: AuditFilter, limit: number, after: number): Promise<readonly SealedEvent[]>;
  countAuditEvents(filter: AuditFilter): Promise<number>;
  /** Reads the whole chain of audit events. `anchor`: a place and hash that somebody wrote down earlier. */
  verifyAudit(anchor: AuditLink | null): Promise<AuditChainReport>;
  /** Newest first; those that are over too. */
  apiTokens(): Promise<readonly ApiToken[]>;
  accounts(): Promise<Accounts>;
  memberships(): Promise<readonly Membership[]>;
  /** The oldest first; those that are disabled too. */
  serviceAccounts(): Promise<readonly ServiceAccount[]>;
  close(): Promise<void>;
}

export interface CounterMismatch {
  readonly of: "SERVER" | "TEAM";
  readonly name: string;
  readonly counter: Need;
  readonly sum: Need;
}

/** A counter's name and what it is set to. */
export type Recount = Pick<CounterMismatch, "of" | "name" | "sum">;

/** The words in which operations speak to the books inside one transaction. */
export interface LedgerTransaction {
  /** All servers' pages as the transaction before left them: inside a transaction nothing else writes, so it is exact until this one reserves. */
  servers(): ReadonlyMap<string, LedgerServer>;
  team(name: string): Promise<Team | null>;
  namespace(name: string): Promise<TeamNamespace | null>;
  /** The pod of that name that is not gone. */
  pod(key: PodKey): Promise<LedgerPod | null>;
  podById(id: string): Promise<LedgerPod | null>;
  /** Pods that hold something on that server, by namespace and name. */
  podsOn(server: string): Promise<readonly LedgerPod[]>;
  operation(id: string): Promise<Operation | null>;
  /** The same, always by a statement: how long it takes does not tell whether there is one. For ids that somebody typed. */
  storedOperation(id: string): Promise<Operation | null>;
  operationByKey(actorId: string, key: string): Promise<Operation | null>;

  /**
   * Adds `need` to the server's allocated counters if, for each resource with need > 0, allocated + foreign + need <= allocatable,
   * the server is READY, admits our pods and has not vanished. One conditional UPDATE. False: nothing changed.
   */
  reserve(server: string, need: Need): Promise<boolean>;
  /** Takes `held` off the server's allocated counters. Throws when they hold less: that is a bug, not a refusal. */
  release(server: string, held: Need): Promise<void>;
  /** Adds to the server's counters whatever the room: the cluster holds it already (adoption, top-up). */
  forceReserve(server: string, need: Need): Promise<void>;
  /**
   * Adds `need` to the team's use, and its GPUs to those of the server's model, if no quota is passed. Conditional UPDATEs, one for
   * each of the two. False: nothing changed.
   */
  reserveQuota(team: string, need: Need, gpuModel: string | null): Promise<boolean>;
  releaseQuota(team: string, held: Need, gpuModel: string | null): Promise<void>;
  forceReserveQuota(team: string, need: Need, gpuModel: string | null): Promise<void>;

  /** False when a pod of that name that is not gone exists. */
  insertPod(pod: LedgerPod): Promise<boolean>;
  /** Writes every field of the pod but its allocations. */
  savePod(pod: LedgerPod): Promise<void>;
  insertAllocation(allocation: Allocation): Promise<void>;
  /** Inserts it; one that had ended under the same id is active again, as this one. False: that one has not ended. */
  reviveAllocation(allocation: Allocation): Promise<boolean>;
  saveAllocation(allocation: Allocation): Promise<void>;
  /** Ends an allocation. Its row stays as the record, marked released. */
  endAllocation(id: string): Promise<void>;

  insertOperation(operation: Operation): Promise<void>;
  saveOperation(operation: Operation): Promise<void>;

  receipt(actorId: string, key: string): Promise<Receipt | null>;
  /** Kept for good. It is no change: nobody is told. Throws when the actor used the key in a receipt before. */
  insertReceipt(receipt: Receipt): Promise<void>;

  /** What the cluster reported of a server: everything but `allocated`. Inserts or updates. */
  observeServer(server: Omit<LedgerServer, "allocated">): Promise<void>;
  /** Removes the page of a vanished server on which nothing is allocated. */
  removeServer(name: string): Promise<void>;

  /** Where the counter of that server or team differs from the sum of its allocations now; null: it does not. */
  counterMismatch(of: CounterMismatch["of"], name: string): Promise<CounterMismatch | null>;
  setCounter(recount: Recount): Promise<void>;

  // What follows is about the books, not in them: like an audit event it is no change.
  saveFinding(life: FindingLife): Promise<void>;
  savePass(pass: HealingPass): Promise<void>;
  /** Null mode: the line is taken away. */
  setPolicy(policy: Omit<HealingPolicy, "mode"> & { readonly mode: HealingPolicy["mode"] | null }): Promise<void>;

  /** Inserts or updates everything of a team but what it uses. */
  upsertTeam(team: TeamPage): Promise<void>;
  /** Removes a team that never had a pod, with its namespaces. Throws where it had one. */
  removeTeam(name: string): Promise<void>;
  upsertNamespace(namespace: TeamNamespace): Promise<void>;
  namespacesOf(team: string): Promise<readonly TeamNamespace[]>;
  removeNamespace(name: string): Promise<void>;
  /** Pods of the team that are not gone. */
  countPods(team: string): Promise<number>;
  /** Inserts or updates. */
  savePullSecret(team: string, secret: PullSecret): Promise<void>;
  removePullSecret(team: string, registry: string): Promise<void>;

  quotaRequest(id: string): Promise<QuotaRequest | null>;
  /** Inserts or updates. */
  saveQuotaRequest(request: QuotaRequest): Promise<void>;

  // Who may ask is about the books, too: no change of theirs.
  /** Inserts it, or changes the role of the one that there is. */
  saveMembership(membership: Membership): Promise<void>;
  removeMembership(team: string, userId: string): Promise<void>;
  /** Inserts or updates. */
  saveServiceAccount(account: ServiceAccount): Promise<void>;
  insertApiToken(token: ApiToken): Promise<void>;
  /** Each writes its one column, so that neither undoes the other. */
  revokeApiToken(id: string, at: Date): Promise<void>;
  touchApiToken(id: string, at: Date): Promise<void>;
  /** Inserts or updates. */
  saveUser(user: User): Promise<void>;
  insertSession(session: Session): Promise<void>;
  touchSession(id: string, at: Date): Promise<void>;
  /** Those that are not there are passed over; so are links. */
  removeSessions(ids: readonly string[]): Promise<void>;
  insertOneTimeLink(link: OneTimeLink): Promise<void>;
  removeOneTimeLinks(ids: readonly string[]): Promise<void>;
  insertExternalAccount(account: ExternalAccount): Promise<void>;

  audit(entry: AuditEntry): Promise<void>;
}
