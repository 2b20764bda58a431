import { Ctx, Query, Resolver, Subscription } from "type-graphql";
import type { OverviewSums } from "../../live/overview.ts";
import type { LivePodRow } from "../../live/pod-row.ts";
import type { Services } from "../../services.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { Overview } from "./overview.type.ts";

const ATTENTION_MAX = 20;

interface OverviewSource extends OverviewSums {
  readonly attention: readonly LivePodRow[];
  readonly findings: number;
  readonly openOperations: number;
  readonly cursor: string;
}

@Resolver(() => Overview)
export class OverviewResolver {
  @Query(() => Overview, { description: "Sums over all servers and pods, for the dashboard." })
  overview(@Ctx() { services }: GraphQLContext): OverviewSource {
    return overviewOf(services);
  }

  @Subscription(() => Overview, {
    description: "The overview, now and at each change (at most about 4 a second).",
    subscribe: ({ context }: SubscribeData) => context.services.channels.anyChange(),
  })
  overviewChanged(@Ctx() { services }: GraphQLContext): OverviewSource {
    return overviewOf(services);
  }
}

function overviewOf({ live, consistency, system }: Services): OverviewSource {
  return {
    ...live.overview.sums(),
    attention: live.overview.attention(ATTENTION_MAX),
    findings: consistency.findingCount,
    openOperations: live.operations.openCount,
    cursor: system().cursor,
  };
}
