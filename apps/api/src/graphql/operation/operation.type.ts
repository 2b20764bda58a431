import type * as domain from "@resource-manager/domain/model/operation";
import { cancellationOf } from "@resource-manager/domain/operations/cancellation";
import type { Permission as PermissionName } from "@resource-manager/domain/rules/permissions";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { RepairKind } from "../consistency/consistency.enum.ts";
import { RestartPolicy } from "../pod/pod.enum.ts";
import { DateTimeScalar } from "../scalars.ts";
import { Permission } from "../viewer/viewer-right.type.ts";
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

@ObjectType({
  description:
    "What calling an operation off, taking it back or asking for it again takes: `viewer.rights` of that team says whether the viewer may.",
  simpleResolvers: true,
})
export class OperationRight {
  @Field(() => Permission)
  readonly permission: PermissionName;

  @Field(() => String, { nullable: true, description: "Whose thing it is about; null: no team's." })
  readonly team: string | null;

  @Field(() => ID, { nullable: true, description: "Who asked for that thing; null: nobody in particular." })
  readonly ownerId: string | null;
}

@ObjectType({
  description:
    "A pod as it was last asked for, also where it never came to be or is gone: what asking again begins with.",
  simpleResolvers: true,
})
export class PodWish {
  @Field(() => String)
  readonly namespace: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly image: string;

  @Field(() => [String])
  readonly command: readonly string[];

  @Field(() => [String], { description: "Names only: values are never shown." })
  readonly envNames: readonly string[];

  @Field(() => [Int])
  readonly ports: readonly number[];

  @Field(() => RestartPolicy)
  readonly restartPolicy: keyof typeof RestartPolicy;

  @Field(() => [String], { description: "Models that are accepted; empty: any." })
  readonly gpuModels: readonly string[];

  @Field(() => Amounts)
  readonly requested: Amounts;

  @Field(() => String, { nullable: true, description: "The server that was insisted on; null: the planner chose." })
  readonly server: string | null;
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

  @Field(() => ID, { nullable: true, description: "The finding that it repairs; null where it is no repair." })
  readonly finding: string | null;

  @Field(() => RepairKind, { nullable: true, description: "Which repair of that finding; null where it is no repair." })
  readonly repair: keyof typeof RepairKind | null;

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
    undoes: textOf(rest.facts.undoes),
    finding: textOf(rest.facts.finding),
    repair: rest.kind === "HEAL" ? (textOf(rest.facts.repair) as keyof typeof RepairKind | null) : null,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    cancellable: cancellation.possible,
    notCancellableBecause: cancellation.possible ? null : cancellation.why,
  };
}

function textOf(fact: domain.Facts[string] | undefined): string | null {
  return typeof fact === "string" ? fact : null;
}
