import type { TeamRole as Role } from "@resource-manager/domain/model/actor";
import { Field, ID, InputType } from "type-graphql";
import { TeamRole } from "../viewer/viewer.type.ts";

@InputType()
export class RemoveMemberInput {
  @Field(() => String)
  readonly team: string;

  @Field(() => String, { description: "The name that they sign in with." })
  readonly user: string;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true, description: "A UUID of the client's: the same one gets the same answer." })
  readonly operationId?: string | null;
}

@InputType()
export class SetMemberInput extends RemoveMemberInput {
  @Field(() => TeamRole)
  readonly role: Role;
}
