import { Field, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { PodStatus } from "../pod/pod.enum.ts";
import { Pod } from "../pod/pod.type.ts";
import { ServerStatus } from "../server/server-status.enum.ts";

@ObjectType({ simpleResolvers: true })
export class GpuModelSummary {
  @Field(() => String)
  readonly model: string;

  @Field(() => Int)
  readonly servers: number;

  @Field(() => Int)
  readonly total: number;

  @Field(() => Int)
  readonly allocated: number;

  @Field(() => Int)
  readonly available: number;

  @Field(() => Int, { description: "The most free GPUs of this model on one server." })
  readonly largestBlock: number;
}

@ObjectType({ simpleResolvers: true })
export class ServerStatusCount {
  @Field(() => ServerStatus)
  readonly status: ServerStatus;

  @Field(() => Int)
  readonly count: number;
}

@ObjectType({ simpleResolvers: true })
export class PodStatusCount {
  @Field(() => PodStatus)
  readonly status: PodStatus;

  @Field(() => Int)
  readonly count: number;
}

@ObjectType({ simpleResolvers: true })
export class Overview {
  @Field(() => Amounts)
  readonly capacity: Amounts;

  @Field(() => Amounts)
  readonly allocatable: Amounts;

  @Field(() => Amounts, { description: "Requests of all non-terminal pods and reservations of the ledger." })
  readonly allocated: Amounts;

  @Field(() => Amounts, { description: "What can be had now: on READY servers only." })
  readonly available: Amounts;

  @Field(() => [GpuModelSummary])
  readonly gpusByModel: readonly GpuModelSummary[];

  @Field(() => [ServerStatusCount])
  readonly serversByStatus: readonly ServerStatusCount[];

  @Field(() => [PodStatusCount])
  readonly podsByStatus: readonly PodStatusCount[];

  @Field(() => [Pod], { description: "Pods that wait, fail or are stuck, the longest first; at most 20." })
  readonly attention: readonly Pod[];

  @Field(() => Int, {
    description: "Findings of the last comparison that the viewer sees; `consistency` compares anew.",
  })
  readonly findings: number;

  @Field(() => Int)
  readonly openOperations: number;

  @Field(() => String)
  readonly cursor: string;
}
