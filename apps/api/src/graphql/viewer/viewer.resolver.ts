import { Ctx, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { ViewerType } from "./viewer.type.ts";

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType)
  viewer(@Ctx() { viewer }: GraphQLContext): ViewerType {
    return { id: viewer.actor.id, name: viewer.actor.name, role: viewer.role };
  }
}
