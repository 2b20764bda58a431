import { Field, ID, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { PageInfo } from "../common/page-info.type.ts";
import { DateTimeScalar } from "../scalars.ts";
import { DesiredState, PodEventType, PodStatus, ResizeState, RestartPolicy } from "./pod.enum.ts";

/** Its source is a `LivePodReport`. */
@ObjectType({ simpleResolvers: true })
export class LivePod {
  @Field(() => ID)
  readonly uid: string;

  @Field(() => String, { nullable: true })
  readonly serverName: string | null;

  @Field(() => String)
  readonly image: string;

  @Field(() => Amounts, { description: "Effective requests, as the scheduler counts them." })
  readonly requested: Amounts;

  @Field(() => ResizeState)
  readonly resize: ResizeState;

  @Field(() => String, { nullable: true })
  readonly resizeMessage: string | null;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly scheduledAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly startedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly readyAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly deletionRequestedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When the cluster reported this state of it; `system.observedAt` says when the cluster was last heard.",
  })
  readonly observedAt: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class PodEvent {
  @Field(() => PodEventType)
  readonly type: PodEventType;

  @Field(() => String)
  readonly reason: string;

  @Field(() => String)
  readonly message: string;

  @Field(() => Int)
  readonly count: number;

  @Field(() => String)
  readonly source: string;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly firstSeenAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly lastSeenAt: Date | null;
}

/** Its source is a `LivePodRow`, read by name; what needs reading elsewhere is resolved. */
@ObjectType({
  description: "A workload that an owner asked for: what the ledger holds, and under `live` what the cluster reports.",
  simpleResolvers: true,
})
export class Pod {
  @Field(() => ID)
  readonly id: string;

  @Field(() => String)
  readonly namespace: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly team: string;

  @Field(() => String, { description: "The name of the one who asked for it." })
  readonly owner: string;

  @Field(() => ID, {
    nullable: true,
    description: "Who that is, as in `viewer.id`; null: not known, as of a pod that was adopted.",
  })
  readonly ownerId: string | null;

  @Field(() => String)
  readonly image: string;

  @Field(() => [String])
  readonly command: readonly string[];

  @Field(() => [String], { description: "Names only: values are never shown." })
  readonly envNames: readonly string[];

  @Field(() => [Int])
  readonly ports: readonly number[];

  @Field(() => RestartPolicy)
  readonly restartPolicy: RestartPolicy;

  @Field(() => [String])
  readonly gpuModels: readonly string[];

  @Field(() => Amounts, { description: "What was asked for, and is held in the ledger." })
  readonly requested: Amounts;

  @Field(() => DesiredState)
  readonly desired: DesiredState;

  @Field(() => Int, {
    description: "Rises with every change of wish; send it with an update to refuse a lost update.",
  })
  readonly version: number;

  @Field(() => PodStatus)
  readonly status: PodStatus;

  @Field(() => String, {
    nullable: true,
    description: "Kubernetes' word for why: ImagePullBackOff, Unschedulable, OOMKilled, Evicted …",
  })
  readonly reason: string | null;

  @Field(() => String, { nullable: true, description: "The same in plain words, with what to do." })
  readonly message: string | null;

  @Field(() => Int)
  readonly restarts: number;

  @Field(() => String, { description: "Why the planner chose that server." })
  readonly placement: string;

  @Field(() => LivePod, { nullable: true, description: "What the cluster reports; null while it has no such pod." })
  readonly live: LivePod | null;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar)
  readonly updatedAt: Date;
}

@ObjectType({ simpleResolvers: true })
export class PodEdge {
  @Field(() => String)
  readonly cursor: string;

  @Field(() => Pod)
  readonly node: Pod;
}

@ObjectType({ simpleResolvers: true })
export class PodConnection {
  @Field(() => [PodEdge])
  readonly edges: readonly PodEdge[];

  @Field(() => [Pod])
  readonly nodes: readonly Pod[];

  @Field(() => PageInfo)
  readonly pageInfo: PageInfo;

  @Field(() => Int)
  readonly totalCount: number;
}

@ObjectType({
  description: "`removed`: `namespace/name` of pods that are gone or no longer match the filter.",
  simpleResolvers: true,
})
export class PodsChange {
  @Field(() => String)
  readonly cursor: string;

  @Field(() => Boolean)
  readonly reset: boolean;

  @Field(() => [Pod])
  readonly pods: readonly Pod[];

  @Field(() => [String])
  readonly removed: readonly string[];

  @Field(() => Boolean)
  readonly stale: boolean;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly observedAt: Date | null;
}
