import type { Report } from "@resource-manager/domain/consistency/healer";
import { Arg, Ctx, ID, Int, Query, Resolver, Root, Subscription } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import { pageSize } from "../common/connection.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { seenFinding } from "../seen.ts";
import { FindingFilter } from "./consistency.input.ts";
import { ConsistencyReport, FindingHistory, HealingPassPage, HealingPolicy } from "./consistency.type.ts";
import { pageOf, toPass, toPastFinding, toPolicies, toReport } from "./to-report.ts";

const REPORT_PAGE = 500;

@Resolver(() => ConsistencyReport)
export class ConsistencyResolver {
  @Query(() => ConsistencyReport, {
    description: "The disagreements between ledger and cluster at this moment that the viewer sees, explained.",
  })
  async consistency(
    @Arg("filter", () => FindingFilter, { nullable: true }) filter: FindingFilter | null | undefined,
    @Arg("first", () => Int, { defaultValue: REPORT_PAGE }) first: number,
    @Arg("after", () => ID, { nullable: true }) after: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<ConsistencyReport> {
    const { services } = context;
    const request = { filter: filter ?? {}, first: pageSize(first), after: after ?? null };
    return toReport(
      seen(await services.consistency.check(), request.filter, context),
      request,
      services.live.freshness(),
    );
  }

  @Subscription(() => ConsistencyReport, {
    description: "The report now, and whenever something in it changed.",
    subscribe: ({ context }: SubscribeData) => context.services.consistency.subscribe(),
  })
  consistencyChanged(
    @Root() report: Report,
    @Arg("filter", () => FindingFilter, { nullable: true }) filter: FindingFilter | null | undefined,
    @Arg("first", () => Int, { defaultValue: REPORT_PAGE }) first: number,
    @Ctx() context: GraphQLContext,
  ): ConsistencyReport {
    const request = { filter: filter ?? {}, first: pageSize(first), after: null };
    return toReport(seen(report, request.filter, context), request, context.services.live.freshness());
  }

  @Query(() => FindingHistory, { description: "Findings that ended or were accepted, the newest first." })
  findingHistory(
    @Arg("first", () => Int, { defaultValue: 50 }) first: number,
    @Arg("after", () => ID, { nullable: true }) after: string | null | undefined,
    @Ctx() { viewer, services }: GraphQLContext,
  ): FindingHistory {
    const over = [...services.consistency.healer.records.all()]
      .filter(({ state }) => state !== "OPEN" && state !== "REPAIRING")
      .filter(seenFinding(sightOf(viewer), services.live))
      .sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime());
    const { nodes, pageInfo } = pageOf(over, ({ id }) => id, pageSize(first), after ?? null);
    return { nodes: nodes.map(toPastFinding), totalCount: over.length, pageInfo };
  }

  @Query(() => HealingPassPage, {
    description: "Passes that healed, were stopped or found something new, newest first.",
  })
  async healingPasses(
    @Arg("first", () => Int, { defaultValue: 20 }) first: number,
    @Arg("after", () => ID, { nullable: true }) after: string | null | undefined,
    @Ctx() { services }: GraphQLContext,
  ): Promise<HealingPassPage> {
    const size = pageSize(first);
    const passes = await services.ledger.healingPasses(size + 1, after ?? null);
    const nodes = passes.slice(0, size).map(toPass);
    return { nodes, pageInfo: { hasNextPage: passes.length > size, endCursor: nodes.at(-1)?.id ?? null } };
  }

  @Query(() => [HealingPolicy], {
    description: "What is done about each class of findings; then the lines of single namespaces.",
  })
  healingPolicies(@Ctx() { viewer, services }: GraphQLContext): readonly HealingPolicy[] {
    const { consistency, live } = services;
    return toPolicies(consistency.healer, (namespace) => sightOf(viewer).sees(live.teams.ofNamespace(namespace)));
  }
}

/** The report as the viewer is to see it. That healing is stopped is about the whole cluster. */
function seen(report: Report, { team }: FindingFilter, { viewer, services }: GraphQLContext): Report {
  const whole = sightOf(viewer);
  const sight = whole.narrowedTo(team ?? null);
  if (sight.teams === null) return report;
  const findings = report.findings.filter(seenFinding(sight, services.live));
  return { ...report, findings, stopped: whole.teams === null ? report.stopped : null };
}
