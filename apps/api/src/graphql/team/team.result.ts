import { createUnionType, Field, ObjectType } from "type-graphql";
import { Operation } from "../operation/operation.type.ts";
import { PlannedChange } from "../plan/plan.type.ts";
import {
  ClusterRefused,
  ClusterUnavailable,
  Conflict,
  InvalidInput,
  NameTaken,
  NotFound,
  NotPermitted,
  TeamHasPods,
} from "../refusal/refusals.type.ts";
import { QuotaRequest } from "./quota-request.type.ts";
import { Team } from "./team.type.ts";

@ObjectType({ description: "A pod that is in a namespace which is to be adopted.", simpleResolvers: true })
export class PodInNamespace {
  @Field(() => String)
  readonly name: string;

  @Field(() => Boolean, { description: "Made by this Resource Manager." })
  readonly ours: boolean;

  @Field(() => [String], {
    description: "What Pod Security `restricted` has against it: it keeps running, a new one like it is refused.",
  })
  readonly violations: readonly string[];

  @Field(() => Boolean, { description: "It mounts a token of the API server, which new pods get only where they ask." })
  readonly mountsToken: boolean;
}

@ObjectType({
  description:
    "`operation` is null for a dry run and where nothing was to be changed. After 2 s it may still be WAITING, and says why.",
  simpleResolvers: true,
})
export class TeamSuccess {
  @Field(() => Team)
  readonly team: Team;

  @Field(() => Operation, { nullable: true })
  readonly operation: Operation | null;

  @Field(() => [PlannedChange])
  readonly changes: readonly PlannedChange[];

  @Field(() => [PodInNamespace], { description: "In a dry run of adoptNamespace: the pods that are there." })
  readonly pods: readonly PodInNamespace[];

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

@ObjectType({ simpleResolvers: true })
export class QuotaRequestSuccess {
  @Field(() => QuotaRequest)
  readonly request: QuotaRequest;

  @Field(() => Operation, { nullable: true, description: "The change of the team's quota, where it was approved." })
  readonly operation: Operation | null;

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const TeamResult = createUnionType({
  name: "TeamResult",
  types: () =>
    [
      TeamSuccess,
      ClusterRefused,
      ClusterUnavailable,
      Conflict,
      InvalidInput,
      NameTaken,
      NotFound,
      NotPermitted,
      TeamHasPods,
    ] as const,
});

export const QuotaRequestResult = createUnionType({
  name: "QuotaRequestResult",
  types: () => [QuotaRequestSuccess, ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted] as const,
});
