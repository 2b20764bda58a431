import { createUnionType, Field, ObjectType } from "type-graphql";
import { PlannedChange } from "../plan/plan.type.ts";
import {
  ClusterRefused,
  ClusterUnavailable,
  Conflict,
  ImageNotAllowed,
  InsufficientCapacity,
  InvalidInput,
  NameTaken,
  NotFound,
  NotPermitted,
  QuotaExceeded,
  ServerUnavailable,
  TeamHasPods,
} from "../refusal/refusals.type.ts";
import { Operation } from "./operation.type.ts";

@ObjectType({
  description: "The operation is undone, or on its way back (UNDOING) and says what it waits for.",
  simpleResolvers: true,
})
export class CancelOperationSuccess {
  @Field(() => Operation)
  readonly operation: Operation;

  @Field(() => [String], { description: "What is undone, in the words of its steps." })
  readonly undoes: readonly string[];

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const CancelOperationResult = createUnionType({
  name: "CancelOperationResult",
  types: () => [CancelOperationSuccess, ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted] as const,
});

@ObjectType({
  description: "The opposite change is under way, or over. `operation` is null for a dry run.",
  simpleResolvers: true,
})
export class UndoOperationSuccess {
  @Field(() => Operation, { nullable: true, description: "The opposite change: an operation of its own." })
  readonly operation: Operation | null;

  @Field(() => String, { description: "What it does, and what stays lost." })
  readonly whatHappens: string;

  @Field(() => [PlannedChange])
  readonly changes: readonly PlannedChange[];

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const UndoOperationResult = createUnionType({
  name: "UndoOperationResult",
  types: () =>
    [
      UndoOperationSuccess,
      ClusterRefused,
      ClusterUnavailable,
      Conflict,
      ImageNotAllowed,
      InsufficientCapacity,
      InvalidInput,
      NameTaken,
      NotFound,
      NotPermitted,
      QuotaExceeded,
      ServerUnavailable,
      TeamHasPods,
    ] as const,
});
