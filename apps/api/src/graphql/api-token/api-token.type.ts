import type { TokenScope } from "@resource-manager/domain/model/api-token";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";
import { ServiceAccount } from "../service-account/service-account.type.ts";

export const ApiTokenScope = { READ: "READ", WRITE: "WRITE" } as const satisfies Record<TokenScope, TokenScope>;

registerEnumType(ApiTokenScope, {
  name: "ApiTokenScope",
  valuesConfig: {
    READ: { description: "Looks, and changes nothing." },
    WRITE: { description: "Looks and changes; only API tokens are out of its reach." },
  },
});

@ObjectType({
  description: "A secret by which a program is known: `Authorization: Bearer …`. The secret itself is kept nowhere.",
  simpleResolvers: true,
})
export class ApiToken {
  @Field(() => ID)
  readonly id: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => ApiTokenScope)
  readonly scope: TokenScope;

  @Field(() => [String], {
    nullable: true,
    description: "The only teams that it is for; null: all that the one sees for whom it acts.",
  })
  readonly teams: readonly string[] | null;

  @Field(() => ServiceAccount, {
    nullable: true,
    description: "As which it acts; null: for the one who made it.",
  })
  readonly serviceAccount: ServiceAccount | null;

  @Field(() => String)
  readonly createdBy: string;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar)
  readonly expiresAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "To the minute; null: never." })
  readonly lastUsedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Null: not revoked." })
  readonly revokedAt: Date | null;
}
