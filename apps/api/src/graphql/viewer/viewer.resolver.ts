import { Ctx, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { ViewerType } from "./viewer.type.ts";

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: "As whom this request acts." })
  viewer(@Ctx() { viewer }: GraphQLContext): ViewerType {
    const { actor, role, scope } = viewer;
    const teams = [...viewer.teams].map(([team, ofTeam]) => ({ team, role: ofTeam }));
    return { id: actor.id, name: actor.name, role, teams: teams.sort((a, b) => (a.team < b.team ? -1 : 1)), scope };
  }
}
