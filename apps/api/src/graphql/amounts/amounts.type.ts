import { Field, Int, ObjectType } from "type-graphql";
import { BigIntScalar } from "../scalars.ts";

@ObjectType({
  description:
    "GPUs are whole devices; CPU is in millicores; RAM and storage are in bytes. GPUs or CPU above 2147483647 are given as 2147483647.",
  simpleResolvers: true,
})
export class Amounts {
  @Field(() => Int)
  readonly gpus: number;

  @Field(() => Int)
  readonly cpuMillis: number;

  @Field(() => BigIntScalar)
  readonly ramBytes: number;

  @Field(() => BigIntScalar)
  readonly storageBytes: number;
}
