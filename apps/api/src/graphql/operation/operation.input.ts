import { Field, ID, InputType } from "type-graphql";

@InputType()
export class UndoOperationInput {
  @Field(() => ID, { description: "The finished operation to take back." })
  readonly id: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Answer as the real call would, and change nothing.",
  })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true, description: "Your idempotency key, a UUID." })
  readonly operationId?: string | null;
}

@InputType()
export class CancelOperationInput {
  @Field(() => ID, { description: "The operation to call off." })
  readonly id: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Answer as the real call would, and change nothing.",
  })
  readonly dryRun: boolean;

  @Field(() => ID, { nullable: true, description: "Your idempotency key, a UUID." })
  readonly operationId?: string | null;
}
