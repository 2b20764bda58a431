import { Ctx, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { ViewerType } from "./viewer.type.ts";

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: "As whom this request acts." })
  viewer(@Ctx() { viewer, session }: GraphQLContext): ViewerType {
    const { actor, role, scope } = viewer;
    const how = session?.method ?? (actor.kind === "TOKEN" ? "TOKEN" : "OPEN");
    const teams = [...viewer.teams].map(([team, ofTeam]) => ({ team, role: ofTeam }));
    teams.sort((a, b) => (a.team < b.team ? -1 : 1));
    return { id: actor.id, name: actor.name, how, role, teams, scope };
  }
}
