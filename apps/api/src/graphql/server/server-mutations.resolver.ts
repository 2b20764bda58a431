import type { ServerAnswer, ServerRequest } from "@resource-manager/domain/operations/server-requests";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { toOperation } from "../operation/operation.type.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { ServerChangeInput } from "./server.input.ts";
import { ServerChangeResult, ServerChangeSuccess } from "./server.result.ts";

@Resolver()
export class ServerMutations {
  @Mutation(() => ServerChangeResult, {
    description: "Nothing new is placed on the server; what runs there keeps running.",
  })
  async cordonServer(@Arg("input", () => ServerChangeInput) input: ServerChangeInput, @Ctx() context: GraphQLContext) {
    return answer(await context.services.servers.cordon(context.viewer.actor, requestOf(input)), context);
  }

  @Mutation(() => ServerChangeResult, { description: "The server takes new pods again." })
  async uncordonServer(
    @Arg("input", () => ServerChangeInput) input: ServerChangeInput,
    @Ctx() context: GraphQLContext,
  ) {
    return answer(await context.services.servers.uncordon(context.viewer.actor, requestOf(input)), context);
  }

  @Mutation(() => ServerChangeResult, {
    description:
      "Cordons the server and makes our pods anew on other servers, where they fit: their processes are lost. Other tools' pods are left alone. Ask with `dryRun` first: it says what becomes of each pod.",
  })
  async drainServer(@Arg("input", () => ServerChangeInput) input: ServerChangeInput, @Ctx() context: GraphQLContext) {
    return answer(await context.services.servers.drain(context.viewer.actor, requestOf(input)), context);
  }
}

function requestOf({ name, dryRun, operationId = null }: ServerChangeInput): ServerRequest {
  return { name, dryRun, operationId };
}

function answer(outcome: ServerAnswer, { services }: GraphQLContext): ServerChangeSuccess | UserError {
  if (!outcome.ok) return toRefusal(outcome.error);
  const { server, operation, dryRun, moves, foreignPods } = outcome.value;
  return Object.assign(new ServerChangeSuccess(), {
    server: services.live.server(server),
    operation: operation === null ? null : toOperation(operation),
    dryRun,
    moves: moves.map(({ need, ...move }) => ({ ...move, requested: need })),
    foreignPods: foreignPods.map(({ namespace, name }) => `${namespace}/${name}`),
  });
}
