import { Ctx, Query, Resolver, Subscription } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { System } from "./system.type.ts";

@Resolver(() => System)
export class SystemResolver {
  @Query(() => System, { description: "The product itself: version, which cluster, how fresh the view is." })
  system(@Ctx() { viewer, services }: GraphQLContext): System {
    const system = services.system();
    return { ...system, cursor: sightOf(viewer).stamp(system.cursor) };
  }

  @Subscription(() => System, {
    description: "Freshness, now and whenever it changes.",
    subscribe: ({ context }: SubscribeData) => context.services.channels.freshness(),
  })
  systemChanged(@Ctx() context: GraphQLContext): System {
    return this.system(context);
  }
}
