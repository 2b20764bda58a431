import type { PlatformRole as Role } from "@resource-manager/domain/model/actor";
import {
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  USER_NAME_LENGTH_MAX,
} from "@resource-manager/domain/rules/user-input";
import { Field, ID, InputType } from "type-graphql";
import { PlatformRole } from "../viewer/viewer.type.ts";

@InputType()
export class CreateUserInput {
  @Field(() => String, {
    description: `1 to ${USER_NAME_LENGTH_MAX} lower-case letters, digits, dots, dashes or underscores. Never changes.`,
  })
  readonly name: string;

  @Field(() => String, { nullable: true, description: "By which an account of the OpenID provider is linked." })
  readonly email?: string;

  @Field(() => PlatformRole, { nullable: true, description: "Null: no role but those in teams." })
  readonly role?: Role;
}

@InputType()
export class UserInput {
  @Field(() => ID)
  readonly id: string;
}

@InputType()
export class SetUserRoleInput {
  @Field(() => ID)
  readonly id: string;

  @Field(() => PlatformRole, { nullable: true, description: "Null: no role but those in teams." })
  readonly role?: Role;
}

@InputType()
export class ChangePasswordInput {
  @Field(() => String)
  readonly currentPassword: string;

  @Field(() => String, { description: `${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters.` })
  readonly newPassword: string;
}

@InputType()
export class EndSessionsInput {
  @Field(() => ID, { nullable: true, description: "Null: all but the one that this request came with." })
  readonly id?: string;
}
