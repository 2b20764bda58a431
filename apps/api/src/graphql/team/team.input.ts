import { Field, ID, InputType, Int } from "type-graphql";

@InputType({ description: "GPUs of one model. `gpus: null` takes the model's own limit away." })
export class GpuModelQuotaInput {
  @Field(() => String)
  readonly model: string;

  @Field(() => Int, { nullable: true })
  readonly gpus?: number | null;
}

@InputType({
  description:
    'What is left out stays as it is; null takes the limit away. Kubernetes quantities: "64", "500m", "512Gi". A quota may be set below what is held: nothing is taken away, nothing more is given.',
})
export class QuotaInput {
  @Field(() => Int, { nullable: true, description: "GPUs of all models together." })
  readonly gpus?: number | null;

  @Field(() => String, { nullable: true })
  readonly cpu?: string | null;

  @Field(() => String, { nullable: true })
  readonly ram?: string | null;

  @Field(() => String, { nullable: true })
  readonly storage?: string | null;

  @Field(() => Int, { nullable: true })
  readonly pods?: number | null;

  @Field(() => [GpuModelQuotaInput], { nullable: true, description: "Models that are not named stay as they are." })
  readonly gpusByModel?: GpuModelQuotaInput[] | null;
}

@InputType({ description: "What a new pod gets of what its request leaves out. What is left out stays as it is." })
export class PodDefaultsInput {
  @Field(() => String, { nullable: true })
  readonly cpu?: string | null;

  @Field(() => String, { nullable: true })
  readonly ram?: string | null;

  @Field(() => String, { nullable: true, description: "null: none." })
  readonly storage?: string | null;
}

@InputType()
abstract class ChangeInput {
  @Field(() => Boolean, {
    defaultValue: false,
    description: "Answer as the real call would, and change nothing.",
  })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true, description: "Your idempotency key, a UUID." })
  readonly operationId?: string | null;
}

@InputType()
abstract class TeamPageInput extends ChangeInput {
  @Field(() => String, { nullable: true })
  readonly description?: string | null;

  @Field(() => QuotaInput, { nullable: true })
  readonly quota?: QuotaInput | null;

  @Field(() => PodDefaultsInput, { nullable: true })
  readonly defaults?: PodDefaultsInput | null;

  @Field(() => [String], {
    nullable: true,
    description: "Registries (`registry.example`) and patterns (`registry.example/team/*`). Empty: any image.",
  })
  readonly allowedImages?: string[] | null;
}

@InputType()
export class CreateTeamInput extends TeamPageInput {
  @Field(() => String)
  readonly name: string;

  @Field(() => [String], { nullable: true, description: "Left out: one with the team's name." })
  readonly namespaces?: string[] | null;
}

@InputType()
export class UpdateTeamInput extends TeamPageInput {
  @Field(() => String)
  readonly name: string;

  @Field(() => Int, {
    nullable: true,
    description: "The version that you have seen: refused where there is a newer one.",
  })
  readonly version?: number | null;

  @Field(() => Boolean, { defaultValue: false, description: "Brings an archived team back." })
  readonly restore: boolean;
}

@InputType()
export class ArchiveTeamInput extends ChangeInput {
  @Field(() => String)
  readonly name: string;

  @Field(() => Int, {
    nullable: true,
    description: "The version that you have seen: refused where there is a newer one.",
  })
  readonly version?: number | null;
}

@InputType()
export class KeepNamespacesInput extends ChangeInput {
  @Field(() => String, { description: "The team." })
  readonly name: string;
}

@InputType()
export class TeamNamespaceInput extends ChangeInput {
  @Field(() => String)
  readonly team: string;

  @Field(() => String)
  readonly namespace: string;
}

@InputType()
export class RequestQuotaInput extends ChangeInput {
  @Field(() => String)
  readonly team: string;

  @Field(() => QuotaInput, { description: "The limits that are wished for." })
  readonly quota: QuotaInput;

  @Field(() => String, { description: "What it is for." })
  readonly reason: string;
}

@InputType()
export class DecideQuotaRequestInput extends ChangeInput {
  @Field(() => ID)
  readonly id: string;

  @Field(() => Boolean, { description: "True: the team's quota is changed. False: the request is denied." })
  readonly approve: boolean;

  @Field(() => String, { nullable: true, description: "What you have to say to it." })
  readonly note?: string | null;
}
