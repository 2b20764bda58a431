import { Field, ID, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { DateTimeScalar } from "../scalars.ts";
import { FindingClass, Severity } from "./consistency.enum.ts";

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

  @Field(() => String)
  readonly title: string;

  @Field(() => [String], { description: "What it will do, call by call." })
  readonly calls: readonly string[];

  @Field(() => String)
  readonly risk: string;

  @Field(() => Boolean, { description: "False: a person must ask for it by `heal`." })
  readonly automatic: boolean;
}

@ObjectType({ simpleResolvers: true })
export class Finding {
  @Field(() => ID)
  readonly id: string;

  @Field(() => FindingClass)
  readonly class: FindingClass;

  @Field(() => Severity)
  readonly severity: Severity;

  @Field(() => String, { description: "`pod:namespace/name`, `server:name` …" })
  readonly subject: string;

  @Field(() => String, { nullable: true })
  readonly namespace: string | null;

  @Field(() => String, { description: "What disagrees, in one plain sentence." })
  readonly title: string;

  @Field(() => String, { description: "The likely cause and what it means, in plain words." })
  readonly explanation: string;

  @Field(() => [Difference])
  readonly differences: readonly Difference[];

  @Field(() => Amounts, { description: "What it holds or lacks now." })
  readonly cost: Amounts;

  @Field(() => Repair, { nullable: true })
  readonly repair: Repair | null;
}

@ObjectType({ simpleResolvers: true })
export class FindingCount {
  @Field(() => FindingClass)
  readonly class: FindingClass;

  @Field(() => Int)
  readonly count: number;
}

@ObjectType({ simpleResolvers: true })
export class ConsistencyReport {
  @Field(() => DateTimeScalar)
  readonly checkedAt: Date;

  @Field(() => Int, { description: "Sequence of the ledger that was compared." })
  readonly sequence: number;

  @Field(() => Boolean, {
    description: "Ledger and cluster agree: nothing was found but what is only worth knowing (INFO).",
  })
  readonly consistent: boolean;

  @Field(() => [FindingCount])
  readonly counts: readonly FindingCount[];

  @Field(() => [Finding])
  readonly findings: readonly Finding[];

  @Field(() => Boolean)
  readonly stale: boolean;

  @Field(() => String, { nullable: true })
  readonly why: string | null;
}
