import type { TokenScope } from "@resource-manager/domain/model/api-token";
import { TOKEN_DAYS_MAX, TOKEN_NAME_LENGTH_MAX, TOKEN_TEAMS_MAX } from "@resource-manager/domain/operations/api-tokens";
import { Field, ID, InputType, Int } from "type-graphql";
import { ApiTokenScope } from "./api-token.type.ts";

@InputType()
export class CreateApiTokenInput {
  @Field(() => String, { description: `For people, to tell tokens apart: 1 to ${TOKEN_NAME_LENGTH_MAX} characters.` })
  readonly name: string;

  @Field(() => ApiTokenScope)
  readonly scope: TokenScope;

  @Field(() => [String], {
    nullable: true,
    description: `The only teams that it is for, at most ${TOKEN_TEAMS_MAX}. Left out: all that the one who makes it may see.`,
  })
  readonly teams?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description: "The service account as which it is to act. Left out: it acts for the one who makes it.",
  })
  readonly serviceAccountId?: string | null;

  @Field(() => Int, { defaultValue: 30, description: `From 1 to ${TOKEN_DAYS_MAX}.` })
  readonly expiresInDays: number;
}

@InputType()
export class RevokeApiTokenInput {
  @Field(() => ID)
  readonly id: string;
}
