import { Field, ID, InputType } from "type-graphql";
import { FindingClass } from "./consistency.enum.ts";

@InputType({ description: "What is left out, null or an empty list does not matter." })
export class FindingFilter {
  @Field(() => [FindingClass], { nullable: true })
  readonly classes?: FindingClass[] | null;

  @Field(() => [String], { nullable: true })
  readonly namespaces?: string[] | null;
}

@InputType()
export class HealInput {
  @Field(() => [ID], {
    nullable: true,
    description: "Findings to repair; null: all that have a planned repair.",
  })
  readonly findings?: string[] | null;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true })
  readonly operationId?: string | null;
}
