import { createUnionType, Field, ObjectType } from "type-graphql";
import { Operation } from "../operation/operation.type.ts";
import { ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted } from "../refusal/refusals.type.ts";
import { Repair } from "./consistency.type.ts";

@ObjectType({ simpleResolvers: true })
export class HealSuccess {
  @Field(() => [Repair])
  readonly repairs: readonly Repair[];

  @Field(() => [Operation])
  readonly operations: readonly Operation[];

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const HealResult = createUnionType({
  name: "HealResult",
  types: () => [HealSuccess, ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted] as const,
});
