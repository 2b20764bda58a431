import { createUnionType, Field, Int, ObjectType } from "type-graphql";
import {
  InvalidInput,
  LastAdmin,
  NameTaken,
  NotFound,
  NotPermitted,
  TooManyAttempts,
} from "../refusal/refusals.type.ts";
import { PasswordLink, User } from "./user.type.ts";

@ObjectType({ simpleResolvers: true })
export class CreateUserSuccess {
  @Field(() => User)
  readonly user: User;

  @Field(() => PasswordLink)
  readonly link: PasswordLink;
}

export const CreateUserResult = createUnionType({
  name: "CreateUserResult",
  types: () => [CreateUserSuccess, InvalidInput, NameTaken, NotPermitted] as const,
});

@ObjectType({ simpleResolvers: true })
export class ChangeUserSuccess {
  @Field(() => User)
  readonly user: User;
}

export const ChangeUserResult = createUnionType({
  name: "ChangeUserResult",
  types: () => [ChangeUserSuccess, LastAdmin, NotFound, NotPermitted] as const,
});

@ObjectType({ simpleResolvers: true })
export class CreatePasswordLinkSuccess {
  @Field(() => PasswordLink)
  readonly link: PasswordLink;
}

export const CreatePasswordLinkResult = createUnionType({
  name: "CreatePasswordLinkResult",
  types: () => [CreatePasswordLinkSuccess, NotFound, NotPermitted] as const,
});

@ObjectType({ simpleResolvers: true })
export class ChangePasswordSuccess {
  @Field(() => User)
  readonly user: User;
}

export const ChangePasswordResult = createUnionType({
  name: "ChangePasswordResult",
  types: () => [ChangePasswordSuccess, InvalidInput, NotFound, NotPermitted, TooManyAttempts] as const,
});

@ObjectType({ simpleResolvers: true })
export class EndSessionsSuccess {
  @Field(() => Int, { description: "How many there were." })
  readonly ended: number;
}

export const EndSessionsResult = createUnionType({
  name: "EndSessionsResult",
  types: () => [EndSessionsSuccess, NotFound, NotPermitted] as const,
});
