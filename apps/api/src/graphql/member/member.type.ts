import type { TeamRole as Role } from "@resource-manager/domain/model/actor";
import { Field, ID, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";
import { TeamRole } from "../viewer/viewer.type.ts";

@ObjectType({ description: "Somebody in a team.", simpleResolvers: true })
export class Member {
  @Field(() => ID, { description: "As in `viewer.id` and `Pod.ownerId`." })
  readonly userId: string;

  @Field(() => String, { description: "The name that they sign in with." })
  readonly name: string;

  @Field(() => TeamRole)
  readonly role: Role;

  @Field(() => DateTimeScalar, { description: "When they came into the team." })
  readonly since: Date;

  @Field(() => Boolean, { description: "They cannot sign in at present." })
  readonly disabled: boolean;
}
