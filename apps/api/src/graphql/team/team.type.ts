import { Field, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { BigIntScalar } from "../scalars.ts";

@ObjectType({ description: "null: no limit.", simpleResolvers: true })
export class Quota {
  @Field(() => Int, { nullable: true })
  readonly gpus: number | null;

  @Field(() => Int, { nullable: true })
  readonly cpuMillis: number | null;

  @Field(() => BigIntScalar, { nullable: true })
  readonly ramBytes: number | null;

  @Field(() => BigIntScalar, { nullable: true })
  readonly storageBytes: number | null;

  @Field(() => Int, { nullable: true })
  readonly pods: number | null;
}

@ObjectType({ simpleResolvers: true })
export class Team {
  @Field(() => String)
  readonly name: string;

  @Field(() => Quota)
  readonly quota: Quota;

  @Field(() => Amounts)
  readonly used: Amounts;

  @Field(() => Int)
  readonly usedPods: number;

  @Field(() => [String])
  readonly namespaces: readonly string[];
}

@ObjectType({ simpleResolvers: true })
export class Namespace {
  @Field(() => String)
  readonly name: string;

  @Field(() => Team)
  readonly team: Team;
}
