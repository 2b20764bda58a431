import { notPermittedBecause, PERMISSIONS, type Permission } from "@resource-manager/domain/rules/permissions";
import { Arg, Ctx, FieldResolver, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { ViewerType } from "./viewer.type.ts";
import { ViewerRight } from "./viewer-right.type.ts";

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

  @FieldResolver(() => [ViewerRight], {
    description: "What they may in a team (left out: with what is no team's), from the same table as every check.",
  })
  rights(
    @Arg("team", () => String, { nullable: true }) team: string | null | undefined,
    @Ctx() { viewer }: GraphQLContext,
  ): readonly ViewerRight[] {
    const because = (permission: Permission, own: boolean): string | null =>
      notPermittedBecause(viewer, permission, { team: team ?? null, own });
    return (Object.keys(PERMISSIONS) as Permission[]).map((permission) => ({
      permission,
      notOwnBecause: because(permission, true),
      notOthersBecause: because(permission, false),
      notAnywhereBecause: notPermittedBecause(viewer, permission),
    }));
  }
}
