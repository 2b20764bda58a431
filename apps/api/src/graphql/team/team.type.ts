import type * as domain from "@resource-manager/domain/model/team";
import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { BigIntScalar } from "../scalars.ts";

export const NamespaceKeeping = {
  ADOPTED: "ADOPTED",
  MADE: "MADE",
  NEW: "NEW",
  UNTOUCHED: "UNTOUCHED",
} as const satisfies Record<domain.NamespaceKeeping, domain.NamespaceKeeping>;
registerEnumType(NamespaceKeeping, {
  name: "NamespaceKeeping",
  description: "How a namespace came to its team, and so what is done to it.",
  valuesConfig: {
    ADOPTED: { description: "It existed, and was put in order on request." },
    MADE: { description: "Made by Resource Manager." },
    NEW: { description: "Not made in the cluster yet: it takes no pods." },
    UNTOUCHED: { description: "It existed: pods are made in it, nothing else of it is changed." },
  },
});

@ObjectType({ description: "What a team may hold at most. null: no limit.", simpleResolvers: true })
export class Quota {
  @Field(() => Int, { nullable: true, description: "GPUs of all models together." })
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

@ObjectType({ description: "GPUs of one model: how many a team may hold, and holds.", simpleResolvers: true })
export class GpuModelUse {
  @Field(() => String)
  readonly model: string;

  @Field(() => Int, { nullable: true, description: "null: no limit of its own." })
  readonly quota: number | null;

  @Field(() => Int)
  readonly used: number;
}

@ObjectType({
  description: "A quota that was lowered below what is held. Nothing is taken away; nothing more is given.",
  simpleResolvers: true,
})
export class OverQuota {
  @Field(() => String, { description: "gpus, cpuMillis, ramBytes, storageBytes or podSlots." })
  readonly resource: string;

  @Field(() => String, { nullable: true, description: "null: the quota in all." })
  readonly gpuModel: string | null;

  @Field(() => BigIntScalar)
  readonly quota: number;

  @Field(() => BigIntScalar)
  readonly used: number;
}

@ObjectType({ description: "What a new pod gets of what its request leaves out.", simpleResolvers: true })
export class PodDefaults {
  @Field(() => Int)
  readonly cpuMillis: number;

  @Field(() => BigIntScalar)
  readonly ramBytes: number;

  @Field(() => BigIntScalar, { nullable: true, description: "null: none." })
  readonly storageBytes: number | null;
}

@ObjectType({ description: "A tenant: namespaces, a quota, and what its pods may be.", simpleResolvers: true })
export class Team {
  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly description: string;

  @Field(() => Boolean, { description: "An archived team keeps its record and gets no new pods." })
  readonly archived: boolean;

  @Field(() => Int, { description: "Rises with every change but of what is used." })
  readonly version: number;

  @Field(() => Quota)
  readonly quota: Quota;

  @Field(() => Amounts)
  readonly used: Amounts;

  @Field(() => Int)
  readonly usedPods: number;

  @Field(() => [GpuModelUse], { description: "Models of which it has a quota or holds some." })
  readonly gpuModels: readonly GpuModelUse[];

  @Field(() => [OverQuota], { description: "Empty: it is within its quota." })
  readonly overQuota: readonly OverQuota[];

  @Field(() => PodDefaults)
  readonly defaults: PodDefaults;

  @Field(() => [String], {
    description:
      "Images that its pods may run: registries (`registry.example`) and patterns (`registry.example/team/*`). Empty: any.",
  })
  readonly allowedImages: readonly string[];

  @Field(() => [String])
  readonly namespaces: readonly string[];
}

@ObjectType({ simpleResolvers: true })
export class Namespace {
  @Field(() => String)
  readonly name: string;

  @Field(() => Team)
  readonly team: Team;

  @Field(() => NamespaceKeeping)
  readonly keeping: domain.NamespaceKeeping;
}
