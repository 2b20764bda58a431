import { Field, InputType, Int, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";

export const HistoryGroup = {
  ALL: "ALL",
  GPU_MODEL: "GPU_MODEL",
  SERVER: "SERVER",
  TEAM: "TEAM",
} as const;
export type HistoryGroup = keyof typeof HistoryGroup;
registerEnumType(HistoryGroup, {
  name: "HistoryGroup",
  valuesConfig: { ALL: { description: "Everything as one line." } },
});

@InputType()
export class ResourceHistoryInput {
  @Field(() => DateTimeScalar, { description: "At most 30 days back: nothing is kept longer." })
  readonly from: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Default: now." })
  readonly to?: Date | null;

  @Field(() => HistoryGroup, { defaultValue: "ALL" })
  readonly groupBy: HistoryGroup;

  @Field(() => [String], {
    nullable: true,
    description:
      "Only these servers, teams or GPU models, at most 20. Left out: those with most GPUs allocated lately.",
  })
  readonly names?: string[] | null;

  @Field(() => Int, { defaultValue: 8, description: "At most so many lines, 20 at most." })
  readonly seriesMax: number;

  @Field(() => Int, {
    defaultValue: 300,
    description: "More points than this are joined to means of longer stretches; 1,500 at most.",
  })
  readonly pointsMax: number;
}
