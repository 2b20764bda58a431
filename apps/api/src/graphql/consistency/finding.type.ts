import { Field, ID, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { DateTimeScalar } from "../scalars.ts";
import { CauseSource, FindingClass, FindingState, PolicyMode, RepairKind, Severity } from "./consistency.enum.ts";

@ObjectType({ simpleResolvers: true })
export class Difference {
  @Field(() => String)
  readonly field: string;

  @Field(() => String, { nullable: true })
  readonly ledger: string | null;

  @Field(() => String, { nullable: true })
  readonly clusterSpec: string | null;

  @Field(() => String, { nullable: true })
  readonly clusterStatus: string | null;
}

@ObjectType({ simpleResolvers: true })
export class Repair {
  @Field(() => ID)
  readonly findingId: string;

  @Field(() => RepairKind)
  readonly kind: RepairKind;

  @Field(() => String)
  readonly title: string;

  @Field(() => [String], { description: "What it will do, call by call." })
  readonly calls: readonly string[];

  @Field(() => String)
  readonly risk: string;

  @Field(() => String, { nullable: true, description: "How it can be taken back; null: it cannot." })
  readonly undo: string | null;

  @Field(() => Boolean, { description: "It ends a pod: the brake counts it." })
  readonly deletes: boolean;

  @Field(() => Boolean, { description: "False: a person must ask for it by `heal`." })
  readonly automatic: boolean;
}

@ObjectType({ description: "Who or what most likely caused a finding, and by which evidence.", simpleResolvers: true })
export class Cause {
  @Field(() => String, { nullable: true })
  readonly who: string | null;

  @Field(() => String, { nullable: true })
  readonly operation: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly at: Date | null;

  @Field(() => CauseSource)
  readonly source: CauseSource;

  @Field(() => String, { description: "One plain sentence." })
  readonly words: string;
}

@ObjectType({ simpleResolvers: true })
export class Finding {
  @Field(() => ID)
  readonly id: string;

  @Field(() => FindingClass)
  readonly class: FindingClass;

  @Field(() => Severity)
  readonly severity: Severity;

  @Field(() => String, { description: "`pod:namespace/name`, `server:name`, `team:name`, `namespace:name`." })
  readonly subject: string;

  @Field(() => String, { nullable: true })
  readonly namespace: string | null;

  @Field(() => String, { nullable: true })
  readonly server: string | null;

  @Field(() => String, { description: "What disagrees, in one plain sentence." })
  readonly title: string;

  @Field(() => String, { description: "The likely cause and what it means, in plain words." })
  readonly explanation: string;

  @Field(() => [Difference])
  readonly differences: readonly Difference[];

  @Field(() => Amounts, { description: "What it holds or lacks now." })
  readonly cost: Amounts;

  @Field(() => FindingState)
  readonly state: FindingState;

  @Field(() => DateTimeScalar, { nullable: true, description: "Since when it stands; null: it came up just now." })
  readonly since: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it last changed: came up, was decided, ended." })
  readonly changedAt: Date | null;

  @Field(() => Int, { description: "How often it has come up; more than once: it recurs." })
  readonly occurrences: number;

  @Field(() => Cause, { nullable: true, description: "The likely actor; null until the cluster was asked." })
  readonly cause: Cause | null;

  @Field(() => PolicyMode, { description: "What the policy for its class and namespace says." })
  readonly policy: PolicyMode;

  @Field(() => Repair, {
    nullable: true,
    description: "The default repair; null: a person has to choose, or there is none.",
  })
  readonly repair: Repair | null;

  @Field(() => [Repair], { description: "All repairs to choose from." })
  readonly repairs: readonly Repair[];

  @Field(() => ID, { nullable: true, description: "The operation of its latest repair." })
  readonly operationId: string | null;

  @Field(() => Int, { description: "Repairs that left it standing since it came up." })
  readonly attempts: number;

  @Field(() => Boolean, { description: "Its repairs failed so often that no more is tried by itself: look at it." })
  readonly alert: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: "It is not repaired by itself before." })
  readonly nextAttemptAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why the last repair left it standing." })
  readonly error: string | null;

  @Field(() => String, { nullable: true, description: "Who accepted it or asked for its repair." })
  readonly decidedBy: string | null;

  @Field(() => String, { nullable: true, description: "Why it was accepted." })
  readonly decidedWhy: string | null;
}
