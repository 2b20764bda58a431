import { Field, Float, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";

@ObjectType({
  description:
    "Values of one resource, one for each of `times`; null is a gap. Means of the stretch of time, so GPUs may have fractions; CPU in millicores, RAM and storage in bytes, to a MiB.",
  simpleResolvers: true,
})
export class HistoryLines {
  @Field(() => [Float], {
    nullable: "items",
    description: "What servers offered to pods; only nulls for a team, which owns no servers.",
  })
  readonly allocatable: readonly (number | null)[];

  @Field(() => [Float], {
    nullable: "items",
    description: "What pods held: reservations, and other tools' pods on servers.",
  })
  readonly allocated: readonly (number | null)[];

  @Field(() => [Float], {
    nullable: "items",
    description: "What was measured: CPU and RAM only, and only where the cluster serves metrics.",
  })
  readonly used: readonly (number | null)[];
}

@ObjectType({ simpleResolvers: true })
export class HistorySeries {
  @Field(() => String, { description: "The server's, team's or GPU model's name; empty where everything is one line." })
  readonly name: string;

  @Field(() => HistoryLines)
  readonly gpus: HistoryLines;

  @Field(() => HistoryLines)
  readonly cpuMillis: HistoryLines;

  @Field(() => HistoryLines)
  readonly ramBytes: HistoryLines;

  @Field(() => HistoryLines)
  readonly storageBytes: HistoryLines;
}

@ObjectType({
  description:
    "Allocation and use over time, as the product kept it: moments (10 s) for an hour, minutes for a day, hours for 30 days. Servers and teams have no moments; with very many servers each keeps fewer minutes. The hour under way follows when it is over.",
  simpleResolvers: true,
})
export class ResourceHistory {
  @Field(() => Int, { description: "Seconds from one point to the next." })
  readonly resolutionSeconds: number;

  @Field(() => [DateTimeScalar], { description: "Where each stretch of time begins." })
  readonly times: readonly Date[];

  @Field(() => [HistorySeries], { description: "Those with most GPUs allocated lately come first." })
  readonly series: readonly HistorySeries[];

  @Field(() => String, {
    nullable: true,
    description: "Why nothing is kept at present: a full disk, a damaged file. Null while it is kept.",
  })
  readonly off: string | null;

  @Field(() => String, { nullable: true, description: "Why use is not measured at present; null where it is." })
  readonly usedUnknown: string | null;
}
