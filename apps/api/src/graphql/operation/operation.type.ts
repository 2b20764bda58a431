import type * as domain from "@resource-manager/domain/model/operation";
import { cancellationOf } from "@resource-manager/domain/operations/cancellation";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";
import { OperationKind, OperationState, StepState } from "./operation.enum.ts";

@ObjectType({ simpleResolvers: true })
export class OperationStep {
  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly title: string;

  @Field(() => StepState)
  readonly state: StepState;

  @Field(() => String, { nullable: true })
  readonly message: string | null;

  @Field(() => Int)
  readonly attempts: number;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly startedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly endedAt: Date | null;
}

@ObjectType({
  description: "Whether a finished operation can be taken back by `undoOperation`.",
  simpleResolvers: true,
})
export class OperationUndo {
  @Field(() => Boolean)
  readonly possible: boolean;

  @Field(() => String, { nullable: true, description: "Why not; null where it can." })
  readonly reason: string | null;

  @Field(() => String, { nullable: true, description: "What that does, and what stays lost; null where it cannot." })
  readonly whatHappens: string | null;

  @Field(() => ID, { nullable: true, description: "The operation that took it back." })
  readonly undoneBy: string | null;
}

@ObjectType({ description: "One durable change with its steps and their outcome.", simpleResolvers: true })
export class Operation {
  @Field(() => ID)
  readonly id: string;

  @Field(() => OperationKind)
  readonly kind: OperationKind;

  @Field(() => String)
  readonly actor: string;

  @Field(() => String, { nullable: true })
  readonly namespace: string | null;

  @Field(() => String, { nullable: true })
  readonly name: string | null;

  @Field(() => String, { nullable: true, description: "The team that it is about; null for a pod's." })
  readonly team: string | null;

  @Field(() => String, { nullable: true, description: "The server that it is about; null for all others." })
  readonly server: string | null;

  @Field(() => OperationState)
  readonly state: OperationState;

  @Field(() => [OperationStep])
  readonly steps: readonly OperationStep[];

  @Field(() => String, { nullable: true, description: "What it waits for, while WAITING." })
  readonly waitingFor: string | null;

  @Field(() => String, { nullable: true, description: "Why it was undone or failed." })
  readonly errorCode: string | null;

  @Field(() => String, { nullable: true })
  readonly errorMessage: string | null;

  @Field(() => Int)
  readonly attempts: number;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly nextAttemptAt: Date | null;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar)
  readonly updatedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly endedAt: Date | null;

  @Field(() => ID, { nullable: true, description: "The operation that it takes back; null where it takes none back." })
  readonly undoes: string | null;

  @Field(() => Boolean, { description: "Whether `cancelOperation` can still call it off." })
  readonly cancellable: boolean;

  @Field(() => String, { nullable: true, description: "Why it cannot be called off; null where it can." })
  readonly notCancellableBecause: string | null;
}

/** Nothing of an operation's facts, key or input reaches a client but what the schema names. */
export function toOperation(operation: domain.Operation): Operation {
  const { actor, error, ...rest } = operation;
  const cancellation = cancellationOf(operation);
  return {
    ...rest,
    actor: actor.name,
    undoes: typeof rest.facts.undoes === "string" ? rest.facts.undoes : null,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    cancellable: cancellation.possible,
    notCancellableBecause: cancellation.possible ? null : cancellation.why,
  };
}
