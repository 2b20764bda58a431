import type { Facts, Operation, OperationStep } from "@resource-manager/domain/model/operation";
import type { Operation as OperationRow, Prisma } from "../generated/client.ts";
import type { Cell } from "./sql.ts";

export function readOperation(row: Omit<OperationRow, "ordinal" | "steps" | "facts"> & WithSteps): Operation {
  return {
    id: row.id,
    kind: row.kind,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    key: row.key,
    inputHash: row.inputHash,
    podId: row.podId,
    namespace: row.namespace,
    name: row.name,
    team: row.team,
    server: row.server,
    state: row.state,
    // Only `writeOperation` writes these two columns.
    steps: (row.steps as unknown as StoredStep[]).map(readStep),
    facts: row.facts as Facts,
    waitingFor: row.waitingFor,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    endedAt: row.endedAt,
  };
}

interface WithSteps {
  readonly steps: Prisma.JsonValue | readonly StoredStep[];
  readonly facts: Prisma.JsonValue | Facts;
}

export function writeOperation(operation: Operation) {
  return {
    id: operation.id,
    kind: operation.kind,
    actorKind: operation.actor.kind,
    actorId: operation.actor.id,
    actorName: operation.actor.name,
    key: operation.key,
    inputHash: operation.inputHash,
    podId: operation.podId,
    namespace: operation.namespace,
    name: operation.name,
    team: operation.team,
    server: operation.server,
    state: operation.state,
    steps: operation.steps.map(writeStep),
    facts: { ...operation.facts },
    waitingFor: operation.waitingFor,
    errorCode: operation.error?.code ?? null,
    errorMessage: operation.error?.message ?? null,
    attempts: operation.attempts,
    nextAttemptAt: operation.nextAttemptAt,
    createdAt: operation.createdAt,
    updatedAt: operation.updatedAt,
    endedAt: operation.endedAt,
  } satisfies Record<Exclude<keyof OperationRow, "ordinal">, Cell>;
}

/** A step in JSON: its times are ISO text. */
type StoredStep = Omit<OperationStep, "startedAt" | "endedAt"> & {
  readonly startedAt: string | null;
  readonly endedAt: string | null;
};

function readStep(step: StoredStep): OperationStep {
  return { ...step, startedAt: readTime(step.startedAt), endedAt: readTime(step.endedAt) };
}

function writeStep(step: OperationStep): StoredStep {
  return {
    name: step.name,
    title: step.title,
    state: step.state,
    message: step.message,
    attempts: step.attempts,
    startedAt: step.startedAt?.toISOString() ?? null,
    endedAt: step.endedAt?.toISOString() ?? null,
  };
}

function readTime(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
