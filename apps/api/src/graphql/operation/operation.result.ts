import { createUnionType, Field, ObjectType } from "type-graphql";
import { ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted } from "../refusal/refusals.type.ts";
import { Operation } from "./operation.type.ts";

@ObjectType({
  description: "The operation is undone, or on its way back (UNDOING) and says what it waits for.",
  simpleResolvers: true,
})
export class CancelOperationSuccess {
  @Field(() => Operation)
  readonly operation: Operation;

  @Field(() => [String], { description: "What is undone, in the words of its steps." })
  readonly undoes: readonly string[];

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const CancelOperationResult = createUnionType({
  name: "CancelOperationResult",
  types: () => [CancelOperationSuccess, ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted] as const,
});
