import { Field, ID, Int, ObjectType } from "type-graphql";
import { PageInfo } from "../common/page-info.type.ts";
import { DateTimeScalar } from "../scalars.ts";
import { FindingClass, HealingTrigger, PolicyMode, RepairKind } from "./consistency.enum.ts";
import { Finding } from "./finding.type.ts";

@ObjectType({ simpleResolvers: true })
export class FindingCount {
  @Field(() => FindingClass)
  readonly class: FindingClass;

  @Field(() => Int)
  readonly count: number;
}

@ObjectType({
  description: "Healing by itself is stopped until a person confirms that very plan by `confirmHealing`.",
  simpleResolvers: true,
})
export class HealingStop {
  @Field(() => String)
  readonly why: string;

  @Field(() => ID)
  readonly planId: string;

  @Field(() => Int, { description: "How many pods the plan ends." })
  readonly deletions: number;

  @Field(() => Int, { description: "How many a rolling hour may end without a confirmation." })
  readonly limit: number;
}

@ObjectType({ simpleResolvers: true })
export class ConsistencyReport {
  @Field(() => DateTimeScalar)
  readonly checkedAt: Date;

  @Field(() => Int, { description: "Sequence of the ledger that was compared." })
  readonly sequence: number;

  @Field(() => Boolean, {
    description:
      "Ledger and cluster agree: nothing was found but what is only worth knowing (INFO), or was accepted as it is.",
  })
  readonly consistent: boolean;

  @Field(() => [FindingCount], { description: "Of all findings that pass the filter, on this page or not." })
  readonly counts: readonly FindingCount[];

  @Field(() => [Finding], { description: "The gravest first. The page that was asked for." })
  readonly findings: readonly Finding[];

  @Field(() => Int)
  readonly totalCount: number;

  @Field(() => PageInfo)
  readonly pageInfo: PageInfo;

  @Field(() => HealingStop, { nullable: true })
  readonly stopped: HealingStop | null;

  @Field(() => Boolean)
  readonly stale: boolean;

  @Field(() => String, { nullable: true })
  readonly why: string | null;
}

@ObjectType({ description: "Findings that ended, or were accepted, the newest first.", simpleResolvers: true })
export class FindingHistory {
  @Field(() => [Finding])
  readonly nodes: readonly Finding[];

  @Field(() => Int)
  readonly totalCount: number;

  @Field(() => PageInfo)
  readonly pageInfo: PageInfo;
}

@ObjectType({ simpleResolvers: true })
export class RepairOutcome {
  @Field(() => ID)
  readonly findingId: string;

  @Field(() => FindingClass)
  readonly class: FindingClass;

  @Field(() => String)
  readonly subject: string;

  @Field(() => RepairKind)
  readonly kind: RepairKind;

  @Field(() => Boolean, { description: "False: it was refused, `message` says why." })
  readonly started: boolean;

  @Field(() => String, { nullable: true })
  readonly message: string | null;

  @Field(() => ID, { nullable: true })
  readonly operationId: string | null;
}

@ObjectType({
  description: "One pass that healed, was stopped, or found something new.",
  simpleResolvers: true,
})
export class HealingPass {
  @Field(() => ID)
  readonly id: string;

  @Field(() => HealingTrigger)
  readonly trigger: HealingTrigger;

  @Field(() => String)
  readonly actor: string;

  @Field(() => DateTimeScalar)
  readonly beganAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Null: it is under way, or the process died in it." })
  readonly endedAt: Date | null;

  @Field(() => Int, { description: "Findings that stood." })
  readonly found: number;

  @Field(() => Int)
  readonly opened: number;

  @Field(() => Int)
  readonly closed: number;

  @Field(() => [RepairOutcome])
  readonly repairs: readonly RepairOutcome[];

  @Field(() => ID, { nullable: true })
  readonly planId: string | null;

  @Field(() => String, { nullable: true, description: "Why the brake stopped it." })
  readonly stopped: string | null;
}

@ObjectType({ simpleResolvers: true })
export class HealingPassPage {
  @Field(() => [HealingPass])
  readonly nodes: readonly HealingPass[];

  @Field(() => PageInfo)
  readonly pageInfo: PageInfo;
}

@ObjectType({ description: "What is done about one class of findings.", simpleResolvers: true })
export class HealingPolicy {
  @Field(() => FindingClass)
  readonly class: FindingClass;

  @Field(() => String, { nullable: true, description: "Null: everywhere where no line of its own stands." })
  readonly namespace: string | null;

  @Field(() => PolicyMode)
  readonly mode: PolicyMode;

  @Field(() => Boolean, { description: "Nobody set it: the default." })
  readonly isDefault: boolean;

  @Field(() => Boolean, { description: "It has a repair that may be done unasked, so that HEAL can be set." })
  readonly mayHeal: boolean;
}
