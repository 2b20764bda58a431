import { Ctx, Query, Resolver, Subscription } from "type-graphql";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { System } from "./system.type.ts";

@Resolver(() => System)
export class SystemResolver {
  @Query(() => System, { description: "The product itself: version, which cluster, how fresh the view is." })
  system(@Ctx() { services }: GraphQLContext): System {
    return services.system();
  }

  @Subscription(() => System, {
    description: "Freshness, now and whenever it changes.",
    subscribe: ({ context }: SubscribeData) => context.services.channels.freshness(),
  })
  systemChanged(@Ctx() { services }: GraphQLContext): System {
    return services.system();
  }
}
