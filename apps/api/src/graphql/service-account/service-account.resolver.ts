import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import type * as domain from "@resource-manager/domain/model/service-account";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { ApiToken } from "../api-token/api-token.type.ts";
import { toApiToken } from "../api-token/to-api-token.ts";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { Team } from "../team/team.type.ts";
import { CreateServiceAccountInput, ServiceAccountInput } from "./service-account.input.ts";
import { CreateServiceAccountResult, ServiceAccountResult, ServiceAccountSuccess } from "./service-account.result.ts";
import { ServiceAccount } from "./service-account.type.ts";

@Resolver(() => Team)
export class TeamServiceAccountsResolver {
  @FieldResolver(() => [ServiceAccount], { description: "The oldest first; those that are disabled too." })
  serviceAccounts(@Root() { name }: Team, @Ctx() { services }: GraphQLContext): readonly ServiceAccount[] {
    return services.serviceAccounts.of(name);
  }
}

@Resolver(() => ServiceAccount)
export class ServiceAccountResolver {
  @FieldResolver(() => [ApiToken], {
    nullable: true,
    description: "Newest first, those that are over too. Null: the viewer may not manage the account.",
  })
  tokens(@Root() account: ServiceAccount, @Ctx() { viewer, services }: GraphQLContext): readonly ApiToken[] | null {
    const tokens = services.tokens.ofServiceAccount(viewer, account);
    return tokens?.map((token) => toApiToken(token, services)) ?? null;
  }

  @Mutation(() => CreateServiceAccountResult, {
    description:
      "Makes an identity of a team for programs. It asks by API tokens: `createApiToken` with its id makes them.",
  })
  async createServiceAccount(
    @Arg("input", () => CreateServiceAccountInput) input: CreateServiceAccountInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<ServiceAccountSuccess | UserError> {
    return answer(await services.serviceAccounts.create(viewer.actor, input, rightsOf(viewer)), input);
  }

  @Mutation(() => ServiceAccountResult, {
    description: "From then on its tokens are good for nothing, and what they have open ends. Its pods stay.",
  })
  async disableServiceAccount(
    @Arg("input", () => ServiceAccountInput) input: ServiceAccountInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<ServiceAccountSuccess | UserError> {
    return answer(await services.serviceAccounts.disable(viewer.actor, input, rightsOf(viewer)), input);
  }

  @Mutation(() => ServiceAccountResult, {
    description: "Its tokens that are neither revoked nor expired are good again.",
  })
  async enableServiceAccount(
    @Arg("input", () => ServiceAccountInput) input: ServiceAccountInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<ServiceAccountSuccess | UserError> {
    return answer(await services.serviceAccounts.enable(viewer.actor, input, rightsOf(viewer)), input);
  }
}

function answer(
  outcome: Result<domain.ServiceAccount, Refusal>,
  { dryRun }: { readonly dryRun: boolean },
): ServiceAccountSuccess | UserError {
  if (!outcome.ok) return toRefusal(outcome.error);
  return Object.assign(new ServiceAccountSuccess(), { serviceAccount: outcome.value, dryRun });
}
