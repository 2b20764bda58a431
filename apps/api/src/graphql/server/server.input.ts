import { Field, ID, InputType, Int, registerEnumType } from "type-graphql";
import type { ServerCriteria, ServerOrderName } from "../../live/server-table.ts";
import { Direction } from "../common/direction.enum.ts";
import { ServerStatus } from "./server-status.enum.ts";

export const ServerOrderField = {
  AVAILABLE_CPU: "AVAILABLE_CPU",
  AVAILABLE_GPUS: "AVAILABLE_GPUS",
  AVAILABLE_RAM: "AVAILABLE_RAM",
  AVAILABLE_STORAGE: "AVAILABLE_STORAGE",
  GPU_MODEL: "GPU_MODEL",
  NAME: "NAME",
  PODS: "PODS",
  STATUS: "STATUS",
} as const satisfies Record<ServerOrderName, ServerOrderName>;
registerEnumType(ServerOrderField, { name: "ServerOrderField" });

@InputType()
export class ServerOrder {
  @Field(() => ServerOrderField)
  readonly field: ServerOrderName;

  @Field(() => Direction, { defaultValue: "ASC" })
  readonly direction: Direction;
}

@InputType({ description: "What is left out, null or an empty list does not matter." })
export class ServerFilter implements ServerCriteria {
  @Field(() => [ServerStatus], { nullable: true })
  readonly status?: ServerStatus[] | null;

  @Field(() => [String], { nullable: true })
  readonly gpuModels?: string[] | null;

  @Field(() => String, { nullable: true, description: "Part of the name, any case." })
  readonly search?: string | null;

  @Field(() => Int, { nullable: true, description: "At least this many available GPUs." })
  readonly availableGpus?: number | null;
}

@InputType()
export class ServerChangeInput {
  @Field(() => String, { description: "The server's name." })
  readonly name: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Answer as the real call would, and change nothing.",
  })
  readonly dryRun: boolean;

  @Field(() => ID, {
    nullable: true,
    description: "Your idempotency key, a UUID: the same key and input get the same answer, never a second effect.",
  })
  readonly operationId?: string | null;
}
