import type { PlatformRole as Role } from "@resource-manager/domain/model/actor";
import type { SignInMethod as Method } from "@resource-manager/domain/model/user";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";
import { PlatformRole } from "../viewer/viewer.type.ts";

export const SignInMethod = {
  DEMO: "DEMO",
  LINK: "LINK",
  OIDC: "OIDC",
  PASSWORD: "PASSWORD",
} as const satisfies Record<Method, Method>;

registerEnumType(SignInMethod, {
  name: "SignInMethod",
  valuesConfig: {
    DEMO: { description: "As an identity of the demo." },
    LINK: { description: "By a one-time link, when the password was chosen." },
    OIDC: { description: "With the OpenID provider." },
    PASSWORD: { description: "By name and password." },
  },
});

@ObjectType({
  description: "Who may sign in. Users are disabled, never removed: what they did is told under their name.",
  simpleResolvers: true,
})
export class User {
  @Field(() => ID)
  readonly id: string;

  @Field(() => String, { description: "As it is typed at sign-in. Never changes." })
  readonly name: string;

  @Field(() => String, { nullable: true, description: "By which an account of the OpenID provider is linked." })
  readonly email: string | null;

  @Field(() => PlatformRole, { nullable: true, description: "Null: no role but those in teams." })
  readonly role: Role | null;

  @Field(() => Boolean, {
    description: "An identity of the demo: it cannot be changed, and ends with the first admin.",
  })
  readonly isDemo: boolean;

  @Field(() => Boolean, { description: "False: they have not chosen one yet, or sign in otherwise." })
  readonly hasPassword: boolean;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Null: not disabled." })
  readonly disabledAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Null: never." })
  readonly lastSignInAt: Date | null;
}

@ObjectType({ description: "A browser that the viewer is signed in with.", simpleResolvers: true })
export class Session {
  @Field(() => ID)
  readonly id: string;

  @Field(() => Boolean, { description: "The one that this request came with." })
  readonly isCurrent: boolean;

  @Field(() => SignInMethod)
  readonly method: Method;

  @Field(() => String, { description: "Where it was begun." })
  readonly address: string;

  @Field(() => String, { nullable: true, description: "What the browser said of itself." })
  readonly userAgent: string | null;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar, { description: "To the minute." })
  readonly lastUsedAt: Date;

  @Field(() => DateTimeScalar, { description: "When it ends if it is not used any more." })
  readonly endsAt: Date;
}

@ObjectType({ description: "Lets a user choose their password, once.", simpleResolvers: true })
export class PasswordLink {
  @Field(() => String, {
    description: "To be put behind the product's address. The secret in it is told this once and kept nowhere.",
  })
  readonly path: string;

  @Field(() => DateTimeScalar)
  readonly expiresAt: Date;
}
