import { Field, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { Label } from "../common/label.type.ts";
import { PageInfo } from "../common/page-info.type.ts";
import { DateTimeScalar } from "../scalars.ts";
import { ServerStatus } from "./server-status.enum.ts";

@ObjectType({ simpleResolvers: true })
export class ServerCondition {
  @Field(() => String)
  readonly type: string;

  @Field(() => String)
  readonly status: string;

  @Field(() => String, { nullable: true })
  readonly reason: string | null;

  @Field(() => String, { nullable: true })
  readonly message: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly since: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class Taint {
  @Field(() => String)
  readonly key: string;

  @Field(() => String)
  readonly value: string;

  @Field(() => String)
  readonly effect: string;
}

@ObjectType({ simpleResolvers: true })
export class PodSlots {
  @Field(() => Int)
  readonly allocatable: number;

  @Field(() => Int)
  readonly allocated: number;

  @Field(() => Int)
  readonly available: number;
}

@ObjectType({ description: "What one team's pods hold on a server.", simpleResolvers: true })
export class TeamHolding {
  @Field(() => String)
  readonly team: string;

  @Field(() => Int, { description: "How many pods." })
  readonly pods: number;

  @Field(() => Amounts)
  readonly holds: Amounts;
}

/** Its source is a `LiveServerRow`, read by name; `pods` and `used` are resolved. */
@ObjectType({ description: "A Kubernetes node as users see it.", simpleResolvers: true })
export class Server {
  @Field(() => String)
  readonly name: string;

  @Field(() => String, { nullable: true })
  readonly gpuModel: string | null;

  @Field(() => ServerStatus)
  readonly status: ServerStatus;

  @Field(() => String, {
    nullable: true,
    description: "Why new pods cannot be placed here; null when they can.",
  })
  readonly unavailableReason: string | null;

  @Field(() => Amounts)
  readonly capacity: Amounts;

  @Field(() => Amounts, {
    description:
      "What the kubelet offers to pods: capacity minus what the system keeps. Not what is free: that is `available`.",
  })
  readonly allocatable: Amounts;

  @Field(() => Amounts, {
    description:
      "What is taken: requests of all non-terminal pods on it (foreign ones too) and reservations of the ledger not yet there.",
  })
  readonly allocated: Amounts;

  @Field(() => Amounts, { description: "The part of `allocated` that other tools' pods hold." })
  readonly foreign: Amounts;

  @Field(() => Amounts, {
    description: "What a new pod can have here: allocatable - allocated; 0 when NOT_READY or cordoned.",
  })
  readonly available: Amounts;

  @Field(() => PodSlots)
  readonly podSlots: PodSlots;

  @Field(() => Int)
  readonly podCount: number;

  @Field(() => Int, { description: "Pods of other tools here: how many." })
  readonly foreignPodCount: number;

  @Field(() => [ServerCondition])
  readonly conditions: readonly ServerCondition[];

  @Field(() => [Taint])
  readonly taints: readonly Taint[];

  @Field(() => [Label])
  readonly labels: readonly Label[];

  @Field(() => String, { nullable: true })
  readonly kubeletVersion: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly createdAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When the cluster reported this state of it; `system.observedAt` says when the cluster was last heard.",
  })
  readonly observedAt: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class ServerEdge {
  @Field(() => String)
  readonly cursor: string;

  @Field(() => Server)
  readonly node: Server;
}

@ObjectType({ simpleResolvers: true })
export class ServerConnection {
  @Field(() => [ServerEdge])
  readonly edges: readonly ServerEdge[];

  @Field(() => [Server])
  readonly nodes: readonly Server[];

  @Field(() => PageInfo)
  readonly pageInfo: PageInfo;

  @Field(() => Int)
  readonly totalCount: number;
}

@ObjectType({
  description:
    "`reset`: forget what you had, `servers` is everything. Else: `servers` replace those of the same name, `removed` are gone. A large snapshot goes on in the messages that follow.",
  simpleResolvers: true,
})
export class ServersChange {
  @Field(() => String)
  readonly cursor: string;

  @Field(() => Boolean)
  readonly reset: boolean;

  @Field(() => [Server])
  readonly servers: readonly Server[];

  @Field(() => [String])
  readonly removed: readonly string[];

  @Field(() => Boolean)
  readonly stale: boolean;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly observedAt: Date | null;
}
