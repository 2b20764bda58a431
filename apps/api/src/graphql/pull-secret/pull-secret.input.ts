import { Field, ID, InputType } from "type-graphql";

@InputType()
export class RegistryInput {
  @Field(() => String)
  readonly team: string;

  @Field(() => String, { description: "`registry.example` or `registry.example:5000`." })
  readonly registry: string;

  @Field(() => Boolean, { defaultValue: false })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true, description: "A UUID of the client's: the same one gets the same answer." })
  readonly operationId?: string | null;
}

@InputType()
export class PullSecretInput extends RegistryInput {
  @Field(() => String)
  readonly username: string;

  @Field(() => String, { description: "A password or a token of the registry. It is told by nothing afterwards." })
  readonly password: string;
}
