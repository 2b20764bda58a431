import { Ctx, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { ViewerType } from "./viewer.type.ts";

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: "As whom this request acts." })
  viewer(@Ctx() { viewer }: GraphQLContext): ViewerType {
    return { id: viewer.actor.id, name: viewer.actor.name, role: viewer.role, scope: viewer.scope };
  }
}
