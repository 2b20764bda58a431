import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { CancelOperationInput } from "./operation.input.ts";
import { CancelOperationResult, CancelOperationSuccess } from "./operation.result.ts";
import { toOperation } from "./operation.type.ts";

@Resolver()
export class OperationMutations {
  @Mutation(() => CancelOperationResult, {
    description: "Calls an operation off where that is still safe: what it did is undone, step by step.",
  })
  async cancelOperation(
    @Arg("input", () => CancelOperationInput) input: CancelOperationInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<CancelOperationSuccess | UserError> {
    const { id, dryRun, operationId = null } = input;
    const outcome = await services.commands.cancel(viewer.actor, { id, dryRun, operationId });
    if (!outcome.ok) return toRefusal(outcome.error);
    const { operation, undoes } = outcome.value;
    return Object.assign(new CancelOperationSuccess(), { operation: toOperation(operation), undoes, dryRun });
  }
}
