import { createUnionType, Field, ID, ObjectType } from "type-graphql";
import { Operation } from "../operation/operation.type.ts";
import {
  ClusterRefused,
  ClusterUnavailable,
  Conflict,
  HealingStopped,
  InsufficientCapacity,
  InvalidInput,
  NameTaken,
  NotFound,
  NotPermitted,
  QuotaExceeded,
  ServerUnavailable,
} from "../refusal/refusals.type.ts";
import { HealingPolicy, HealingStop } from "./consistency.type.ts";
import { Finding, Repair } from "./finding.type.ts";

@ObjectType({ simpleResolvers: true })
export class HealSuccess {
  @Field(() => [Repair])
  readonly repairs: readonly Repair[];

  @Field(() => [Operation])
  readonly operations: readonly Operation[];

  @Field(() => ID, { description: "Names the plan: the same objects at the same versions." })
  readonly planId: string;

  @Field(() => HealingStop, { nullable: true, description: "In a dry run: why the plan would be stopped." })
  readonly stopped: HealingStop | null;

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

/** What may stand against a repair: it goes the way of people's changes. */
const REFUSALS = [
  ClusterRefused,
  ClusterUnavailable,
  Conflict,
  HealingStopped,
  InsufficientCapacity,
  InvalidInput,
  NameTaken,
  NotFound,
  NotPermitted,
  QuotaExceeded,
  ServerUnavailable,
] as const;

export const HealResult = createUnionType({ name: "HealResult", types: () => [HealSuccess, ...REFUSALS] as const });

@ObjectType({ simpleResolvers: true })
export class FindingSuccess {
  @Field(() => Finding)
  readonly finding: Finding;
}

export const FindingResult = createUnionType({
  name: "FindingResult",
  types: () => [FindingSuccess, InvalidInput, NotFound, NotPermitted] as const,
});

@ObjectType({ simpleResolvers: true })
export class HealingPolicySuccess {
  @Field(() => [HealingPolicy])
  readonly policies: readonly HealingPolicy[];
}

export const HealingPolicyResult = createUnionType({
  name: "HealingPolicyResult",
  types: () => [HealingPolicySuccess, InvalidInput, NotPermitted] as const,
});
