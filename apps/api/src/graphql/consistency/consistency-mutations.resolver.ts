import type { ReportedFinding } from "@resource-manager/domain/consistency/healer";
import type { Healed } from "@resource-manager/domain/consistency/healing-passes";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { toOperation } from "../operation/operation.type.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import {
  AcceptFindingInput,
  ConfirmHealingInput,
  HealInput,
  ReopenFindingInput,
  SetHealingPolicyInput,
} from "./consistency.input.ts";
import {
  FindingResult,
  FindingSuccess,
  HealingPolicyResult,
  HealingPolicySuccess,
  HealResult,
  HealSuccess,
} from "./consistency.result.ts";
import { toFinding, toPolicies, toRepair } from "./to-report.ts";

@Resolver()
export class ConsistencyMutations {
  @Mutation(() => HealResult, { description: "Applies the planned repairs of findings." })
  async heal(
    @Arg("input", () => HealInput) input: HealInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<HealSuccess | UserError> {
    const { dryRun, findings = null, kind = null, planId = null, operationId = null } = input;
    const request = { dryRun, findings, kind, planId, operationId };
    return toHealResult(await services.consistency.heal(viewer.actor, request), dryRun);
  }

  @Mutation(() => HealResult, {
    description:
      "Applies the very plan that healing was stopped on. It is refused where the plan has changed; what the view was suspicious of counts as looked at.",
  })
  async confirmHealing(
    @Arg("input", () => ConfirmHealingInput) input: ConfirmHealingInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<HealSuccess | UserError> {
    const { dryRun, planId, operationId = null } = input;
    return toHealResult(await services.consistency.confirm(viewer.actor, { dryRun, planId, operationId }), dryRun);
  }

  @Mutation(() => FindingResult, { description: "A finding may stand as it is, until it is another disagreement." })
  async acceptFinding(
    @Arg("input", () => AcceptFindingInput) { finding, why }: AcceptFindingInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<FindingSuccess | UserError> {
    return toFindingResult(await services.consistency.accept(viewer.actor, finding, why));
  }

  @Mutation(() => FindingResult, { description: "Takes an acceptance back." })
  async reopenFinding(
    @Arg("input", () => ReopenFindingInput) { finding }: ReopenFindingInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<FindingSuccess | UserError> {
    return toFindingResult(await services.consistency.accept(viewer.actor, finding, null));
  }

  @Mutation(() => HealingPolicyResult, { description: "Says what is done about a class of findings." })
  async setHealingPolicy(
    @Arg("input", () => SetHealingPolicyInput) input: SetHealingPolicyInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<HealingPolicySuccess | UserError> {
    const { class: cls, namespace = null, mode = null } = input;
    const outcome = await services.consistency.setPolicy(viewer.actor, { class: cls, namespace, mode });
    if (!outcome.ok) return toRefusal(outcome.error);
    return Object.assign(new HealingPolicySuccess(), { policies: toPolicies(services.consistency.healer) });
  }
}

function toHealResult(outcome: Result<Healed, Refusal>, dryRun: boolean): HealSuccess | UserError {
  if (!outcome.ok) return toRefusal(outcome.error);
  const { repairs, operations, planId, stopped } = outcome.value;
  const shown = { repairs: repairs.map((repair) => toRepair(repair, false)), operations: operations.map(toOperation) };
  return Object.assign(new HealSuccess(), { ...shown, planId, stopped, dryRun });
}

function toFindingResult(outcome: Result<ReportedFinding, Refusal>): FindingSuccess | UserError {
  if (!outcome.ok) return toRefusal(outcome.error);
  return Object.assign(new FindingSuccess(), { finding: toFinding(outcome.value) });
}
