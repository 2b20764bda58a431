import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { CreateApiTokenInput, RevokeApiTokenInput } from "./api-token.input.ts";
import {
  CreateApiTokenResult,
  CreateApiTokenSuccess,
  RevokeApiTokenResult,
  RevokeApiTokenSuccess,
} from "./api-token.result.ts";
import { ApiToken } from "./api-token.type.ts";
import { toApiToken } from "./to-api-token.ts";

const TOKENS_SHOWN_MAX = 500;

@Resolver(() => ApiToken)
export class ApiTokenResolver {
  @Query(() => [ApiToken], {
    description: `Their own, those of service accounts that they may manage, and of all for admins: newest first, those that are over too; at most ${TOKENS_SHOWN_MAX}.`,
  })
  apiTokens(@Ctx() { viewer, services }: GraphQLContext): readonly ApiToken[] {
    const shown = services.tokens.list(viewer).slice(0, TOKENS_SHOWN_MAX);
    return shown.map((token) => toApiToken(token, services));
  }

  @Mutation(() => CreateApiTokenResult, {
    description:
      "Makes a token and tells its secret, this once. At the time of a request it never may more than the one who makes it, or than the service account as which it acts.",
  })
  async createApiToken(
    @Arg("input", () => CreateApiTokenInput) input: CreateApiTokenInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<CreateApiTokenSuccess | UserError> {
    const [teams, serviceAccountId] = [input.teams ?? null, input.serviceAccountId ?? null];
    const outcome = await services.tokens.create(viewer, { ...input, teams, serviceAccountId });
    if (!outcome.ok) return toRefusal(outcome.error);
    const { token, secret } = outcome.value;
    return Object.assign(new CreateApiTokenSuccess(), { token: toApiToken(token, services), secret });
  }

  @Mutation(() => RevokeApiTokenResult, {
    description: "Ends a token for good. Open connections that were made with it are closed.",
  })
  async revokeApiToken(
    @Arg("input", () => RevokeApiTokenInput) { id }: RevokeApiTokenInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<RevokeApiTokenSuccess | UserError> {
    const outcome = await services.tokens.revoke(viewer, id);
    if (!outcome.ok) return toRefusal(outcome.error);
    return Object.assign(new RevokeApiTokenSuccess(), { token: toApiToken(outcome.value, services) });
  }
}
