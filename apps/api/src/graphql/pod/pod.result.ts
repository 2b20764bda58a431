import { createUnionType, Field, ObjectType } from "type-graphql";
import { Operation } from "../operation/operation.type.ts";
import { Plan } from "../plan/plan.type.ts";
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
} from "../refusal/refusals.type.ts";
import { Pod } from "./pod.type.ts";

@ObjectType({ description: "`operation` is null for a dry run.", simpleResolvers: true })
export class CreatePodSuccess {
  @Field(() => Pod)
  readonly pod: Pod;

  @Field(() => Operation, { nullable: true })
  readonly operation: Operation | null;

  @Field(() => Plan)
  readonly plan: Plan;

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

@ObjectType({ simpleResolvers: true })
export class UpdatePodSuccess {
  @Field(() => Pod)
  readonly pod: Pod;

  @Field(() => Operation, { nullable: true })
  readonly operation: Operation | null;

  @Field(() => Plan)
  readonly plan: Plan;

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

@ObjectType({ simpleResolvers: true })
export class DeletePodSuccess {
  @Field(() => Pod)
  readonly pod: Pod;

  @Field(() => Operation, { nullable: true })
  readonly operation: Operation | null;

  @Field(() => Plan)
  readonly plan: Plan;

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const CreatePodResult = createUnionType({
  name: "CreatePodResult",
  types: () =>
    [
      CreatePodSuccess,
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
    ] as const,
});

export const UpdatePodResult = createUnionType({
  name: "UpdatePodResult",
  types: () =>
    [
      UpdatePodSuccess,
      ClusterRefused,
      ClusterUnavailable,
      Conflict,
      ImageNotAllowed,
      InsufficientCapacity,
      InvalidInput,
      NotFound,
      NotPermitted,
      QuotaExceeded,
      ServerUnavailable,
    ] as const,
});

export const DeletePodResult = createUnionType({
  name: "DeletePodResult",
  types: () => [DeletePodSuccess, ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted] as const,
});
