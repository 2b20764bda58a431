import type { MeasuredUse } from "@resource-manager/domain/ports/usage";
import { Field, Int, ObjectType } from "type-graphql";
import { BigIntScalar, DateTimeScalar } from "../scalars.ts";

@ObjectType({
  description:
    "What is used, as the cluster measured it (metrics.k8s.io). It measures CPU and RAM; what it does not measure is null.",
  simpleResolvers: true,
})
export class Used {
  @Field(() => Int, {
    nullable: true,
    description:
      "Always null: Kubernetes' resource metrics do not measure GPUs. How many are held is `allocated.gpus`; whether they work is not known here.",
  })
  readonly gpus: null;

  @Field(() => Int)
  readonly cpuMillis: number;

  @Field(() => BigIntScalar)
  readonly ramBytes: number;

  @Field(() => BigIntScalar, { nullable: true, description: "Always null: storage is not measured either." })
  readonly storageBytes: null;

  @Field(() => DateTimeScalar, { description: "When it was measured, by the cluster's clock." })
  readonly measuredAt: Date;
}

export function usedOf(use: MeasuredUse | null): Used | null {
  return use && { ...use, gpus: null, storageBytes: null };
}
