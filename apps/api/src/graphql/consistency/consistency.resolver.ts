import type { Report } from "@resource-manager/domain/consistency/consistency";
import type * as domain from "@resource-manager/domain/consistency/finding";
import { Arg, Ctx, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import type { Services } from "../../services.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { toOperation } from "../operation/operation.type.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { FindingFilter, HealInput } from "./consistency.input.ts";
import { HealResult, HealSuccess } from "./consistency.result.ts";
import { ConsistencyReport } from "./consistency.type.ts";

@Resolver(() => ConsistencyReport)
export class ConsistencyResolver {
  @Query(() => ConsistencyReport, {
    description: "The disagreements between ledger and cluster at this moment, explained.",
  })
  async consistency(
    @Arg("filter", () => FindingFilter, { nullable: true }) filter: FindingFilter | null | undefined,
    @Ctx() { services }: GraphQLContext,
  ): Promise<ConsistencyReport> {
    return toReport(await services.consistency.check(), services, filter ?? {});
  }

  @Subscription(() => ConsistencyReport, {
    subscribe: ({ context }: SubscribeData) => context.services.consistency.subscribe(),
  })
  consistencyChanged(@Root() report: Report, @Ctx() { services }: GraphQLContext): ConsistencyReport {
    return toReport(report, services, {});
  }

  @Mutation(() => HealResult, { description: "Applies the planned repairs of findings." })
  async heal(
    @Arg("input", () => HealInput) input: HealInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<HealSuccess | UserError> {
    const { dryRun } = input;
    const request = { dryRun, operationId: input.operationId ?? null, findings: input.findings ?? null };
    const outcome = await services.consistency.heal(viewer.actor, request);
    if (!outcome.ok) return toRefusal(outcome.error);
    const { repairs, operations } = outcome.value;
    return Object.assign(new HealSuccess(), { repairs, operations: operations.map(toOperation), dryRun });
  }
}

function toReport(report: Report, { live }: Services, filter: FindingFilter): ConsistencyReport {
  const { stale, why } = live.freshness();
  const findings = report.findings.filter((finding) => passes(finding, filter));
  const byClass = Map.groupBy(findings, (finding) => finding.class);
  return {
    checkedAt: report.checkedAt,
    sequence: report.sequence,
    consistent: report.findings.every((finding) => finding.severity === "INFO"),
    counts: [...byClass].map(([cls, found]) => ({ class: cls, count: found.length })),
    findings: findings.map((finding) => ({ ...finding, namespace: finding.pod?.namespace ?? null })),
    stale,
    why,
  };
}

function passes(finding: domain.Finding, { classes, namespaces }: FindingFilter): boolean {
  const isOfClass = !classes?.length || classes.includes(finding.class);
  return isOfClass && (!namespaces?.length || (finding.pod !== null && namespaces.includes(finding.pod.namespace)));
}
