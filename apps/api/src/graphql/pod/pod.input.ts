import { Field, ID, InputType, Int, registerEnumType } from "type-graphql";
import type { PodCriteria, PodOrderName } from "../../live/pod-table.ts";
import { Direction } from "../common/direction.enum.ts";
import { PodStatus, RestartPolicy } from "./pod.enum.ts";

export const PodOrderField = {
  CREATED_AT: "CREATED_AT",
  GPUS: "GPUS",
  NAME: "NAME",
  NAMESPACE: "NAMESPACE",
  OWNER: "OWNER",
  SERVER: "SERVER",
  STATUS: "STATUS",
} as const satisfies Record<PodOrderName, PodOrderName>;
registerEnumType(PodOrderField, { name: "PodOrderField" });

@InputType()
export class PodOrder {
  @Field(() => PodOrderField)
  readonly field: PodOrderName;

  @Field(() => Direction, { defaultValue: "ASC" })
  readonly direction: Direction;
}

@InputType({ description: "What is left out, null or an empty list does not matter." })
export class PodFilter implements PodCriteria {
  @Field(() => [String], { nullable: true })
  readonly namespaces?: string[] | null;

  @Field(() => [String], { nullable: true })
  readonly teams?: string[] | null;

  @Field(() => [String], { nullable: true })
  readonly owners?: string[] | null;

  @Field(() => [String], { nullable: true })
  readonly servers?: string[] | null;

  @Field(() => [PodStatus], { nullable: true })
  readonly status?: PodStatus[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Part of name, namespace, owner, image or server, any case.",
  })
  readonly search?: string | null;
}

@InputType()
export class EnvVarInput {
  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly value: string;
}

@InputType({
  description:
    'Kubernetes quantities: "500m", "4", "16Gi", "16G" (Gi and G are different). Anything else is refused by name.',
})
export class ResourcesInput {
  @Field(() => Int, { defaultValue: 0 })
  readonly gpus: number;

  @Field(() => String, { nullable: true, description: "Left out: the team's default." })
  readonly cpu?: string | null;

  @Field(() => String, { nullable: true, description: "Left out: the team's default." })
  readonly ram?: string | null;

  @Field(() => String, { nullable: true, description: "Left out: the team's default, which may be none." })
  readonly storage?: string | null;
}

@InputType()
export class UpdateResourcesInput {
  @Field(() => Int, { nullable: true })
  readonly gpus?: number | null;

  @Field(() => String, { nullable: true })
  readonly cpu?: string | null;

  @Field(() => String, { nullable: true })
  readonly ram?: string | null;

  @Field(() => String, { nullable: true })
  readonly storage?: string | null;
}

@InputType()
export class CreatePodInput {
  @Field(() => String)
  readonly namespace: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly image: string;

  @Field(() => [String], { nullable: true })
  readonly command?: string[] | null;

  @Field(() => [EnvVarInput], { nullable: true })
  readonly env?: EnvVarInput[] | null;

  @Field(() => [Int], { nullable: true })
  readonly ports?: number[] | null;

  @Field(() => RestartPolicy, { defaultValue: "ALWAYS" })
  readonly restartPolicy: RestartPolicy;

  @Field(() => ResourcesInput)
  readonly resources: ResourcesInput;

  @Field(() => String, { nullable: true, description: "null: the planner chooses." })
  readonly server?: string | null;

  @Field(() => [String], { nullable: true, description: "Models that will do; empty or null: any." })
  readonly gpuModels?: string[] | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Answer as the real call would, and change nothing.",
  })
  readonly dryRun: boolean;

  @Field(() => ID, {
    nullable: true,
    description:
      "Your idempotency key, a UUID: the same key gets the same answer (a refusal too), never a second effect; to ask anew, use a new key.",
  })
  readonly operationId?: string | null;
}

@InputType({ description: "What is left out stays as it is." })
export class UpdatePodInput {
  @Field(() => String)
  readonly namespace: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => Int, {
    nullable: true,
    description: "The version you saw; refused with Conflict if there is a newer one.",
  })
  readonly version?: number | null;

  @Field(() => String, { nullable: true })
  readonly image?: string | null;

  @Field(() => [String], { nullable: true })
  readonly command?: string[] | null;

  @Field(() => [EnvVarInput], { nullable: true })
  readonly env?: EnvVarInput[] | null;

  @Field(() => [Int], { nullable: true })
  readonly ports?: number[] | null;

  @Field(() => UpdateResourcesInput, { nullable: true })
  readonly resources?: UpdateResourcesInput | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Agree to a recreation where the change needs one.",
  })
  readonly recreate: boolean;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true })
  readonly operationId?: string | null;
}

@InputType()
export class DeletePodInput {
  @Field(() => String)
  readonly namespace: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => Int, { nullable: true })
  readonly version?: number | null;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true })
  readonly operationId?: string | null;
}
