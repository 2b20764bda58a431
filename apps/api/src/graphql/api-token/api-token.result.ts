import { createUnionType, Field, ObjectType } from "type-graphql";
import { InvalidInput, NotFound, NotPermitted } from "../refusal/refusals.type.ts";
import { ApiToken } from "./api-token.type.ts";

@ObjectType({ simpleResolvers: true })
export class CreateApiTokenSuccess {
  @Field(() => ApiToken)
  readonly token: ApiToken;

  @Field(() => String, { description: "Told this once." })
  readonly secret: string;
}

export const CreateApiTokenResult = createUnionType({
  name: "CreateApiTokenResult",
  types: () => [CreateApiTokenSuccess, InvalidInput, NotFound, NotPermitted] as const,
});

@ObjectType({ simpleResolvers: true })
export class RevokeApiTokenSuccess {
  @Field(() => ApiToken)
  readonly token: ApiToken;
}

export const RevokeApiTokenResult = createUnionType({
  name: "RevokeApiTokenResult",
  types: () => [RevokeApiTokenSuccess, NotFound, NotPermitted] as const,
});
