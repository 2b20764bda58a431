import type { Actor } from "../model/actor.ts";
import type { PodInNamespace } from "../model/namespace-object.ts";
import type { Operation } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import type { QuotaRequest, Team } from "../model/team.ts";
import type { Rights } from "../rules/rights.ts";
import type { CommandRequest, PlannedChange } from "./commands.ts";

/** What may be asked about teams, as it comes from the edge. Each goes the way of a pod's change: see `commands.ts`. */
export interface TeamCommands {
  create(actor: Actor, request: CreateTeamRequest): Promise<TeamAnswer>;
  update(actor: Actor, request: UpdateTeamRequest): Promise<TeamAnswer>;
  archive(actor: Actor, request: ArchiveTeamRequest): Promise<TeamAnswer>;
  addNamespace(actor: Actor, request: NamespaceRequest): Promise<TeamAnswer>;
  /** Puts a namespace that exists in order for a team. A dry run says what that changes for the pods in it. */
  adoptNamespace(actor: Actor, request: NamespaceRequest): Promise<TeamAnswer>;
  /** Puts right what was changed by hand in the team's namespaces. */
  keepNamespaces(actor: Actor, request: TeamRequest): Promise<TeamAnswer>;
  requestQuota(
    actor: Actor,
    request: RequestQuotaRequest,
    rights?: Rights,
  ): Promise<Result<QuotaRequestOutcome, Refusal>>;
  createPullSecret(actor: Actor, request: PullSecretRequest, rights?: Rights): Promise<TeamAnswer>;
  rotatePullSecret(actor: Actor, request: PullSecretRequest, rights?: Rights): Promise<TeamAnswer>;
  deletePullSecret(actor: Actor, request: RegistryRequest, rights?: Rights): Promise<TeamAnswer>;
  /** Approving changes the team's quota, as `update` would. */
  decideQuotaRequest(
    actor: Actor,
    request: DecideQuotaRequest,
    rights?: Rights,
  ): Promise<Result<QuotaRequestOutcome, Refusal>>;
}

export type TeamAnswer = Result<TeamCommandOutcome, Refusal>;

/** Undefined: stays as it is; null: no limit. Quantities are as typed. */
export interface QuotaChangeRequest {
  readonly gpus?: number | null;
  readonly cpu?: string | null;
  readonly ram?: string | null;
  readonly storage?: string | null;
  readonly pods?: number | null;
  readonly gpusByModel?: readonly { readonly model: string; readonly gpus: number | null }[];
}

/** Null: stays as it is. A `storage` of null: none; undefined: stays. */
export interface PodDefaultsRequest {
  readonly cpu: string | null;
  readonly ram: string | null;
  readonly storage?: string | null;
}

/** Null: stays as it is. */
export interface TeamPageRequest extends CommandRequest {
  readonly description: string | null;
  readonly quota: QuotaChangeRequest | null;
  readonly defaults: PodDefaultsRequest | null;
  readonly allowedImages: readonly string[] | null;
}

export interface CreateTeamRequest extends TeamPageRequest {
  readonly name: string;
  /** Null: one with the team's name. */
  readonly namespaces: readonly string[] | null;
}

export interface UpdateTeamRequest extends TeamPageRequest {
  readonly name: string;
  readonly version: number | null;
  /** Brings an archived team back. */
  readonly restore: boolean;
}

export interface TeamRequest extends CommandRequest {
  readonly name: string;
}

export interface ArchiveTeamRequest extends TeamRequest {
  readonly version: number | null;
}

export interface NamespaceRequest extends CommandRequest {
  readonly team: string;
  readonly namespace: string;
}

export interface RegistryRequest extends CommandRequest {
  readonly team: string;
  /** `registry.example:5000`. */
  readonly registry: string;
}

export interface PullSecretRequest extends RegistryRequest {
  readonly username: string;
  /** Goes into the vault, and nowhere else. */
  readonly password: string;
}

export interface RequestQuotaRequest extends CommandRequest {
  readonly team: string;
  readonly quota: QuotaChangeRequest;
  readonly reason: string;
}

export interface DecideQuotaRequest extends CommandRequest {
  readonly id: string;
  readonly approve: boolean;
  readonly note: string | null;
}

/** `operation` is null for a dry run, and for a change that changes nothing. */
export interface TeamCommandOutcome {
  readonly team: Team;
  readonly operation: Operation | null;
  readonly dryRun: boolean;
  readonly changes: readonly PlannedChange[];
  /** Of an adoption's dry run: the pods that are there. */
  readonly pods: readonly PodInNamespace[];
}

export interface QuotaRequestOutcome {
  readonly request: QuotaRequest;
  /** The change of quota, where it was approved. */
  readonly operation: Operation | null;
  readonly dryRun: boolean;
}
