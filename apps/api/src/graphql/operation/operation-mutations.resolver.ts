import { noSuchOperation } from "@resource-manager/domain/operations/rights-on-operation";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { seenOperation } from "../seen.ts";
import { CancelOperationInput, UndoOperationInput } from "./operation.input.ts";
import {
  CancelOperationResult,
  CancelOperationSuccess,
  UndoOperationResult,
  UndoOperationSuccess,
} from "./operation.result.ts";
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
    const outcome = await services.commands.cancel(viewer.actor, { id, dryRun, operationId }, rightsOf(viewer));
    if (!outcome.ok) return toRefusal(outcome.error);
    const { operation, undoes } = outcome.value;
    if (!seenOperation(sightOf(viewer), services.live)(operation)) return toRefusal(noSuchOperation(id));
    return Object.assign(new CancelOperationSuccess(), { operation: toOperation(operation), undoes, dryRun });
  }

  @Mutation(() => UndoOperationResult, {
    description:
      "Takes a finished operation back by the opposite change, where there is one and what it left still stands; `Operation.undo` says so before. It goes the way of every change, with its rules and quotas.",
  })
  async undoOperation(
    @Arg("input", () => UndoOperationInput) input: UndoOperationInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<UndoOperationSuccess | UserError> {
    const { id, dryRun, operationId = null } = input;
    const outcome = await services.commands.undo(viewer.actor, { id, dryRun, operationId }, rightsOf(viewer));
    if (!outcome.ok) return toRefusal(outcome.error);
    const { operation, ...rest } = outcome.value;
    if (operation !== null && !seenOperation(sightOf(viewer), services.live)(operation))
      return toRefusal(noSuchOperation(id));
    return Object.assign(new UndoOperationSuccess(), {
      ...rest,
      operation: operation === null ? null : toOperation(operation),
    });
  }
}
