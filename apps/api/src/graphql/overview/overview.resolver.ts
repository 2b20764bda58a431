import { Ctx, Query, Resolver, Subscription } from "type-graphql";
import type { OverviewSums } from "../../live/overview.ts";
import type { LivePodRow } from "../../live/pod-row.ts";
import { sightOf } from "../../live/sight.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { seenFinding, seenOperation } from "../seen.ts";
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
  @Query(() => Overview, {
    description: "Sums over all servers, and over the pods, findings and operations that the viewer sees.",
  })
  overview(@Ctx() context: GraphQLContext): OverviewSource {
    return overviewOf(context);
  }

  @Subscription(() => Overview, {
    description: "The overview, now and at each change (at most about 4 a second).",
    subscribe: ({ context }: SubscribeData) => context.services.channels.anyChange(),
  })
  overviewChanged(@Ctx() context: GraphQLContext): OverviewSource {
    return overviewOf(context);
  }
}

function overviewOf({ viewer, services }: GraphQLContext): OverviewSource {
  const { live, consistency, system } = services;
  const sight = sightOf(viewer);
  return {
    ...live.overview.sums(sight),
    attention: live.overview.attention(ATTENTION_MAX, sight),
    findings: sight.teams === null ? consistency.findingCount : consistency.countFindings(seenFinding(viewer, live)),
    openOperations:
      sight.teams === null ? live.operations.openCount : live.operations.countOpen(seenOperation(viewer, live)),
    cursor: sight.stamp(system().cursor),
  };
}
