import type { TeamRole as Role } from "@resource-manager/domain/model/actor";
import { createUnionType, Field, ObjectType } from "type-graphql";
import { Conflict, InvalidInput, NotFound, NotPermitted } from "../refusal/refusals.type.ts";
import { TeamRole } from "../viewer/viewer.type.ts";

@ObjectType({ description: "Who is in the team now (of a dry run: would be).", simpleResolvers: true })
export class MemberSuccess {
  @Field(() => String)
  readonly team: string;

  @Field(() => String)
  readonly user: string;

  @Field(() => TeamRole, { nullable: true, description: "Null: they were not in the team." })
  readonly before: Role | null;

  @Field(() => TeamRole, { nullable: true, description: "Null: they are not in the team." })
  readonly after: Role | null;

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const MemberResult = createUnionType({
  name: "MemberResult",
  types: () => [MemberSuccess, Conflict, InvalidInput, NotFound, NotPermitted] as const,
});
