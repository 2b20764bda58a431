import type { TeamRole as Role } from "@resource-manager/domain/model/actor";
import { Field, ID, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";
import { TeamRole } from "../viewer/viewer.type.ts";

@ObjectType({
  description:
    "An identity of a team for programs. It asks by API tokens, sees and may what its role in the team comes to, and stays when the one who made it leaves.",
  simpleResolvers: true,
})
export class ServiceAccount {
  @Field(() => ID, { description: "As in `Pod.ownerId`." })
  readonly id: string;

  @Field(() => String, { description: "One of its team's; it never changes." })
  readonly name: string;

  @Field(() => String)
  readonly description: string;

  @Field(() => String)
  readonly team: string;

  @Field(() => TeamRole)
  readonly role: Role;

  @Field(() => String)
  readonly createdBy: string;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Null: not disabled." })
  readonly disabledAt: Date | null;
}
