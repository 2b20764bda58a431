import type { TeamAnswer } from "@resource-manager/domain/operations/team-requests";
import { pullSecretName } from "@resource-manager/domain/rules/pull-secrets";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { TeamResult, type TeamSuccess } from "../team/team.result.ts";
import { Team } from "../team/team.type.ts";
import { toTeamAnswer } from "../team/to-team-answer.ts";
import { PullSecretInput, RegistryInput } from "./pull-secret.input.ts";
import { PullSecret } from "./pull-secret.type.ts";

@Resolver(() => Team)
export class PullSecretResolver {
  @FieldResolver(() => [PullSecret], { description: "By their registries." })
  async pullSecrets(@Root() { name }: Team, @Ctx() { services }: GraphQLContext): Promise<readonly PullSecret[]> {
    const { pullSecrets = [] } = (await services.ledger.team(name)) ?? {};
    return pullSecrets.map(({ sealed: _, fingerprint: __, ...secret }) => ({
      ...{ ...secret, secretName: pullSecretName(secret.registry) },
    }));
  }

  @Mutation(() => TeamResult, {
    description:
      "Gives the team credentials for a private registry: a Secret in each of its namespaces, which new pods with images of that registry refer to.",
  })
  createPullSecret(@Arg("input", () => PullSecretInput) input: PullSecretInput, @Ctx() context: GraphQLContext) {
    const { viewer, services } = context;
    return answer(services.teams.createPullSecret(viewer.actor, keyed(input), rightsOf(viewer)), context);
  }

  @Mutation(() => TeamResult, {
    description:
      "Puts other credentials for the registry in place of those that there are. Pods that run are not touched.",
  })
  rotatePullSecret(@Arg("input", () => PullSecretInput) input: PullSecretInput, @Ctx() context: GraphQLContext) {
    const { viewer, services } = context;
    return answer(services.teams.rotatePullSecret(viewer.actor, keyed(input), rightsOf(viewer)), context);
  }

  @Mutation(() => TeamResult, {
    description:
      "Takes the team's credentials for a registry away, from its namespaces too. Pods that run are not touched.",
  })
  deletePullSecret(@Arg("input", () => RegistryInput) input: RegistryInput, @Ctx() context: GraphQLContext) {
    const { viewer, services } = context;
    return answer(services.teams.deletePullSecret(viewer.actor, keyed(input), rightsOf(viewer)), context);
  }
}

function keyed<I extends RegistryInput>(input: I) {
  return { ...input, operationId: input.operationId ?? null };
}

async function answer(outcome: Promise<TeamAnswer>, context: GraphQLContext): Promise<TeamSuccess | UserError> {
  return toTeamAnswer(await outcome, context);
}
