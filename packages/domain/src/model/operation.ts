import type { Actor } from "./actor.ts";

export type OperationKind =
  | "CREATE_POD"
  | "UPDATE_POD"
  | "DELETE_POD"
  | "HEAL"
  | TeamOperationKind
  | ServerOperationKind;

export type ServerOperationKind = "CORDON_SERVER" | "UNCORDON_SERVER" | "DRAIN_SERVER";

/** KEEP_NAMESPACES puts right what was changed by hand in a team's namespaces. */
export type TeamOperationKind =
  | "CREATE_TEAM"
  | "UPDATE_TEAM"
  | "ARCHIVE_TEAM"
  | "ADD_NAMESPACE"
  | "ADOPT_NAMESPACE"
  | "KEEP_NAMESPACES"
  | "CREATE_PULL_SECRET"
  | "ROTATE_PULL_SECRET"
  | "DELETE_PULL_SECRET";

/**
 * PENDING: recorded, not begun · RUNNING: a step is under way · WAITING: for the cluster or a time, see `waitingFor` ·
 * UNDOING: going back · DONE: every step took effect · UNDONE: went back, nothing is left · FAILED: ended with an effect that needs a person.
 */
export type OperationState = "PENDING" | "RUNNING" | "WAITING" | "UNDOING" | "DONE" | "UNDONE" | "FAILED";

export type StepState = "PENDING" | "RUNNING" | "WAITING" | "DONE" | "UNDOING" | "UNDONE" | "FAILED";

export interface OperationStep {
  readonly name: string;
  /** What the step does, in plain words, for the person who watches. */
  readonly title: string;
  readonly state: StepState;
  readonly message: string | null;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** JSON that a step leaves for later steps and for its undo. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** One durable change of many steps. It survives a restart and goes on where it was. */
export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly actor: Actor;
  /** The client's idempotency key, scoped to the actor; null where the client sent none. */
  readonly key: string | null;
  /** Hash of the masked-free input: the same key with another input is refused. */
  readonly inputHash: string;
  readonly podId: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  /** The team that a team's operation is about; null for a pod's. */
  readonly team: string | null;
  /** The server that a server's operation is about; null for all others. */
  readonly server: string | null;
  readonly state: OperationState;
  readonly steps: readonly OperationStep[];
  readonly facts: Facts;
  readonly waitingFor: string | null;
  readonly error: OperationError | null;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
}

/** Why an operation was undone or failed. `code` is one of the refusal codes of `refusal.ts`. */
export interface OperationError {
  readonly code: string;
  readonly message: string;
}

export function isOver(state: OperationState): boolean {
  return state === "DONE" || state === "UNDONE" || state === "FAILED";
}

/** What an operation is about, as the audit names it: `pod:namespace/name`, `team:name`, `server:name`. */
export function operationSubject(operation: Pick<Operation, "team" | "server" | "namespace" | "name">): string {
  const { team, server, namespace, name } = operation;
  if (server !== null) return `server:${server}`;
  return team === null ? `pod:${namespace}/${name}` : `team:${team}`;
}
