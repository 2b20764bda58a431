import type { Actor } from "../model/actor.ts";
import type { Need } from "../model/amounts.ts";
import type { Operation } from "../model/operation.ts";
import type { EnvVar, LedgerPod, RestartPolicy } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import type { Rights } from "../rules/rights.ts";
import type { RepairRequest } from "./repair-request.ts";

/**
 * What people and programs may ask for, as it comes from the edge: text is not parsed yet, so that every fault of an input can be
 * reported at once. All commands with `dryRun` go the same way as the real ones and stop before the commit. `rights`: those of the viewer
 * for whom it is asked, which the admitting transaction checks; left out: the product asks by itself.
 */
export interface PodCommands {
  create(actor: Actor, request: CreatePodRequest, rights?: Rights): Promise<Result<CommandOutcome, Refusal>>;
  update(actor: Actor, request: UpdatePodRequest, rights?: Rights): Promise<Result<CommandOutcome, Refusal>>;
  delete(actor: Actor, request: DeletePodRequest, rights?: Rights): Promise<Result<CommandOutcome, Refusal>>;
  /** Calls an operation off and undoes what it did, where that is still possible. */
  cancel(actor: Actor, request: CancelRequest, rights?: Rights): Promise<Result<CancelOutcome, Refusal>>;
  /** Takes a finished operation back by the opposite change, where there is one and nothing changed since. */
  undo(actor: Actor, request: UndoRequest, rights?: Rights): Promise<Result<UndoOutcome, Refusal>>;
  /** Applies one planned repair of a finding. */
  repair(actor: Actor, request: RepairRequest): Promise<Result<RepairDone, Refusal>>;
}

/** What a repair left: its operation, which may be under way; null for a dry run. */
export interface RepairDone {
  readonly operation: Operation | null;
}

export interface ResourcesRequest {
  readonly gpus: number;
  /** Kubernetes quantities, as typed; null: the team's default. */
  readonly cpu: string | null;
  readonly ram: string | null;
  readonly storage: string | null;
}

export interface CommandRequest {
  readonly dryRun: boolean;
  /** The client's idempotency key (a UUID), or null. The same key with the same input gets the same answer, a refusal too. */
  readonly operationId: string | null;
}

export interface CreatePodRequest extends CommandRequest {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly EnvVar[];
  readonly ports: readonly number[];
  readonly restartPolicy: RestartPolicy;
  readonly resources: ResourcesRequest;
  readonly server: string | null;
  readonly gpuModels: readonly string[];
}

/** Null: stays as it is. */
export interface UpdatePodRequest extends CommandRequest {
  readonly namespace: string;
  readonly name: string;
  readonly version: number | null;
  readonly image: string | null;
  readonly command: readonly string[] | null;
  readonly env: readonly EnvVar[] | null;
  readonly ports: readonly number[] | null;
  readonly resources: {
    readonly gpus: number | null;
    readonly cpu: string | null;
    readonly ram: string | null;
    readonly storage: string | null;
  };
  readonly recreate: boolean;
}

export interface DeletePodRequest extends CommandRequest {
  readonly namespace: string;
  readonly name: string;
  /** Only this pod of that name, where the caller means a certain one. */
  readonly podId?: string;
  readonly version: number | null;
}

export interface CancelRequest extends CommandRequest {
  /** The operation to call off. */
  readonly id: string;
}

export interface CancelOutcome {
  /** As it is now: undone, or still on its way back. */
  readonly operation: Operation;
  readonly dryRun: boolean;
  /** What is undone, in the words of the steps. */
  readonly undoes: readonly string[];
}

export interface UndoRequest extends CommandRequest {
  /** The operation to take back. */
  readonly id: string;
}

export interface UndoOutcome {
  /** The opposite change, under way or over; null for a dry run. */
  readonly operation: Operation | null;
  readonly dryRun: boolean;
  /** What it does, in plain words. */
  readonly whatHappens: string;
  readonly changes: readonly PlannedChange[];
}

/** `operation` is null for a dry run, and for a change that changes nothing; it may be over already, or still under way (state WAITING and why). */
export interface CommandOutcome {
  readonly pod: LedgerPod;
  readonly operation: Operation | null;
  readonly dryRun: boolean;
  readonly plan: Plan;
}

/** What a change does, in the words of the person who asks. */
export interface Plan {
  readonly server: string | null;
  readonly placement: string | null;
  /** The pod is deleted and made anew: its processes and what they hold in memory and on its disk are lost. */
  readonly recreates: boolean;
  readonly changes: readonly PlannedChange[];
  /** What the server has left before and after; null where the server is not known to the ledger. */
  readonly availableBefore: Need | null;
  readonly availableAfter: Need | null;
}

export interface PlannedChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly inPlace: boolean;
}
