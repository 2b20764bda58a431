import type * as domain from "@resource-manager/domain/model/team";
import { Ctx, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { Namespace, Team } from "./team.type.ts";

@Resolver(() => Team)
export class TeamResolver {
  @Query(() => [Team])
  async teams(@Ctx() { services }: GraphQLContext): Promise<readonly Team[]> {
    const [teams, namespaces] = await Promise.all([services.ledger.teams(), services.ledger.namespaces()]);
    return teams.map((team) => toTeam(team, namespaces));
  }

  @Query(() => [Namespace], { description: "The namespaces in which pods may be asked for, by name." })
  async namespaces(@Ctx() { services }: GraphQLContext): Promise<readonly Namespace[]> {
    const [teams, namespaces] = await Promise.all([services.ledger.teams(), services.ledger.namespaces()]);
    const byName = new Map(teams.map((team) => [team.name, toTeam(team, namespaces)]));
    return namespaces.flatMap(({ name, team: teamName }) => {
      const team = byName.get(teamName);
      return team ? [{ name, team }] : [];
    });
  }
}

function toTeam({ name, quota, used }: domain.Team, namespaces: readonly domain.TeamNamespace[]): Team {
  const { podSlots, ...amounts } = quota;
  return {
    name,
    quota: { ...amounts, pods: podSlots },
    used,
    usedPods: used.podSlots,
    namespaces: namespaces.filter((namespace) => namespace.team === name).map((namespace) => namespace.name),
  };
}
