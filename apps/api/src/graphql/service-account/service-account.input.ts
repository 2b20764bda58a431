import type { TeamRole as Role } from "@resource-manager/domain/model/actor";
import { Field, ID, InputType } from "type-graphql";
import { TeamRole } from "../viewer/viewer.type.ts";

@InputType()
export class CreateServiceAccountInput {
  @Field(() => String)
  readonly team: string;

  @Field(() => String, { description: "1 to 40 lower-case letters, digits or dashes; its own for good." })
  readonly name: string;

  @Field(() => String, { defaultValue: "", description: "What it is for." })
  readonly description: string;

  @Field(() => TeamRole)
  readonly role: Role;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;
}

@InputType()
export class ServiceAccountInput {
  @Field(() => ID)
  readonly id: string;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;
}
