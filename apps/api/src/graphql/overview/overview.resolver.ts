import { Arg, Ctx, Query, Resolver, Subscription } from "type-graphql";
import type { OverviewSums } from "../../live/overview.ts";
import type { LivePodRow } from "../../live/pod-row.ts";
import { sightOf } from "../../live/sight.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { seenFinding, seenOperation } from "../seen.ts";
import { Overview } from "./overview.type.ts";

const ATTENTION_MAX = 20;
const ONLY_TEAM = "Pods, findings and operations of this team only.";

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
  overview(
    @Arg("team", () => String, { nullable: true, description: ONLY_TEAM }) team: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): OverviewSource {
    return overviewOf(context, team ?? null);
  }

  @Subscription(() => Overview, {
    description: "The overview, now and at each change (at most about 4 a second).",
    subscribe: ({ context }: SubscribeData) => context.services.channels.anyChange(),
  })
  overviewChanged(
    @Arg("team", () => String, { nullable: true, description: ONLY_TEAM }) team: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): OverviewSource {
    return overviewOf(context, team ?? null);
  }
}

function overviewOf({ viewer, services }: GraphQLContext, team: string | null): OverviewSource {
  const { live, consistency, system } = services;
  const sight = sightOf(viewer).narrowedTo(team);
  return {
    ...live.overview.sums(sight),
    attention: live.overview.attention(ATTENTION_MAX, sight),
    findings: sight.teams === null ? consistency.findingCount : consistency.countFindings(seenFinding(sight, live)),
    openOperations:
      sight.teams === null ? live.operations.openCount : live.operations.countOpen(seenOperation(sight, live)),
    cursor: sightOf(viewer).stamp(system().cursor),
  };
}
