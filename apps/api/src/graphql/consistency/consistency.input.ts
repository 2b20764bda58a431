import { Field, ID, InputType } from "type-graphql";
import { FindingClass, FindingState, PolicyMode, RepairKind, Severity } from "./consistency.enum.ts";

@InputType({ description: "What is left out, null or an empty list does not matter." })
export class FindingFilter {
  @Field(() => [FindingClass], { nullable: true })
  readonly classes?: FindingClass[] | null;

  @Field(() => [String], { nullable: true })
  readonly namespaces?: string[] | null;

  @Field(() => String, { nullable: true, description: "Only what is about pods and namespaces of this team." })
  readonly team?: string | null;

  @Field(() => [String], { nullable: true })
  readonly servers?: string[] | null;

  @Field(() => [Severity], { nullable: true })
  readonly severities?: Severity[] | null;

  @Field(() => [FindingState], { nullable: true })
  readonly states?: FindingState[] | null;

  @Field(() => String, { nullable: true, description: "Part of the subject or of the title." })
  readonly search?: string | null;
}

@InputType()
export class HealInput {
  @Field(() => [ID], {
    nullable: true,
    description: "Findings to repair; null: all that stand and are not accepted.",
  })
  readonly findings?: string[] | null;

  @Field(() => RepairKind, {
    nullable: true,
    description:
      "Which of a finding's repairs; null: its default one. With `findings` null: of all findings that offer it, so ADOPT rebuilds the ledger from the cluster's pods.",
  })
  readonly kind?: RepairKind | null;

  @Field(() => ID, {
    nullable: true,
    description: "The plan that a dry run answered: what has moved since then is refused.",
  })
  readonly planId?: string | null;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true })
  readonly operationId?: string | null;
}

@InputType()
export class ConfirmHealingInput {
  @Field(() => ID, { description: "The very plan that healing was stopped on." })
  readonly planId: string;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true })
  readonly operationId?: string | null;
}

@InputType()
export class AcceptFindingInput {
  @Field(() => ID)
  readonly finding: string;

  @Field(() => String, { description: "Why it may stand as it is." })
  readonly why: string;
}

@InputType()
export class ReopenFindingInput {
  @Field(() => ID)
  readonly finding: string;
}

@InputType()
export class SetHealingPolicyInput {
  @Field(() => FindingClass)
  readonly class: FindingClass;

  @Field(() => String, { nullable: true, description: "Null: everywhere where no line of its own stands." })
  readonly namespace?: string | null;

  @Field(() => PolicyMode, { nullable: true, description: "Null: the line is taken away, the default stands again." })
  readonly mode?: PolicyMode | null;
}
