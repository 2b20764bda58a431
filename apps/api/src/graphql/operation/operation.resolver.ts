import type * as domain from "@resource-manager/domain/model/operation";
import type { PodKey } from "@resource-manager/domain/model/pod";
import { rightOnOperation } from "@resource-manager/domain/operations/rights-on-operation";
import { standingUndo, undoOf } from "@resource-manager/domain/operations/undo";
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import { ApiError } from "../api-error.ts";
import { pageSize } from "../common/connection.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { seenOperation } from "../seen.ts";
import { Operation, OperationRight, OperationUndo, PodWish, toOperation } from "./operation.type.ts";

const LIST_MAX = 200;
const ONLY_TEAM = "Only those of this team, and of its pods and namespaces.";

@Resolver(() => Operation)
export class OperationResolver {
  @Query(() => Operation, { nullable: true })
  async operation(@Arg("id", () => ID) id: string, @Ctx() context: GraphQLContext): Promise<Operation | null> {
    const found = await findOperation(id, context);
    return found === null ? null : toOperation(found);
  }

  @FieldResolver(() => OperationUndo, { description: "Whether it can be taken back now, and what that does." })
  async undo(@Root() { id }: Operation, @Ctx() context: GraphQLContext): Promise<OperationUndo> {
    const operation = await foundBefore(id, context);
    const { live, ledger } = context.services;
    const reader = {
      pod: (key: PodKey) => live.pod(key)?.ledger ?? null,
      team: (name: string) => ledger.team(name),
      operation: (other: string) => findOperation(other, context),
    };
    const [undo, standing] = await Promise.all([undoOf(operation, reader), standingUndo(operation, reader)]);
    return {
      possible: undo.possible,
      reason: undo.possible ? null : undo.why,
      whatHappens: undo.possible ? undo.whatHappens : null,
      undoneBy: standing?.id ?? null,
    };
  }

  @FieldResolver(() => OperationRight, { description: "What touching it takes." })
  async right(@Root() { id }: Operation, @Ctx() context: GraphQLContext): Promise<OperationRight> {
    const operation = await foundBefore(id, context);
    const { live, ledger } = context.services;
    return rightOnOperation(
      {
        podById: async (podId) => {
          const row = live.pod({ namespace: operation.namespace ?? "", name: operation.name ?? "" });
          return row?.id === podId ? row : ledger.podById(podId);
        },
      },
      operation,
    );
  }

  @FieldResolver(() => PodWish, {
    nullable: true,
    description: "The pod that it is about, as it was last asked for; null where it is about none.",
  })
  async podWish(@Root() { id }: Operation, @Ctx() context: GraphQLContext): Promise<PodWish | null> {
    const { podId } = await foundBefore(id, context);
    const pod = podId === null ? null : await context.services.ledger.podById(podId);
    if (pod === null) return null;
    const { env, resources, ...spec } = pod.spec;
    const { namespace, name } = pod;
    return { ...spec, namespace, name, envNames: env.map((variable) => variable.name), requested: resources };
  }

  @Query(() => [Operation], { description: "Those that the viewer sees, newest first; at most 200." })
  operations(
    @Arg("first", () => Int, { defaultValue: 50 }) first: number,
    @Arg("team", () => String, { nullable: true, description: ONLY_TEAM }) team: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): readonly Operation[] {
    return newest(first, team ?? null, context);
  }

  @Subscription(() => Operation, {
    description: "The operation now and after each step, until it is over.",
    subscribe: async ({ args, context }: SubscribeData<{ id: string }>) => {
      const found = await findOperation(args.id, context);
      if (found === null) throw new ApiError("NOT_FOUND", `there is no operation ${args.id.slice(0, 64)}`);
      return context.services.channels.operation(found);
    },
  })
  operationChanged(@Arg("id", () => ID) _id: string, @Root() operation: domain.Operation): Operation {
    return toOperation(operation);
  }

  @Subscription(() => [Operation], {
    description: "The newest operations, now and at each change (at most about 4 a second).",
    subscribe: ({ context }: SubscribeData) => context.services.channels.anyChange(),
  })
  operationsChanged(
    @Arg("first", () => Int, { defaultValue: 50 }) first: number,
    @Arg("team", () => String, { nullable: true, description: ONLY_TEAM }) team: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): readonly Operation[] {
    return newest(first, team ?? null, context);
  }
}

/** What a field of an operation is read of: it was found a moment ago. */
async function foundBefore(id: string, context: GraphQLContext): Promise<domain.Operation> {
  const operation = await findOperation(id, context);
  if (operation === null) throw new Error(`operation ${id} was there a moment ago`);
  return operation;
}

async function findOperation(id: string, { viewer, services }: GraphQLContext): Promise<domain.Operation | null> {
  const sees = seenOperation(sightOf(viewer), services.live);
  const remembered = services.live.operations.get(id);
  if (remembered !== null && sees(remembered)) return remembered;
  // One that is remembered and not seen takes the same read as one that there is not.
  const kept = await services.ledger.storedOperation(id);
  return kept !== null && sees(kept) ? kept : null;
}

function newest(first: number, team: string | null, { viewer, services }: GraphQLContext): readonly Operation[] {
  const sight = sightOf(viewer).narrowedTo(team);
  const passes = sight.teams === null ? null : seenOperation(sight, services.live);
  return services.live.operations.newest(Math.min(pageSize(first), LIST_MAX), passes).map(toOperation);
}
