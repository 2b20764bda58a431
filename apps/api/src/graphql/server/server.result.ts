import { createUnionType, Field, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { Operation } from "../operation/operation.type.ts";
import {
  ClusterRefused,
  ClusterUnavailable,
  Conflict,
  InvalidInput,
  NotFound,
  NotPermitted,
} from "../refusal/refusals.type.ts";
import { Server } from "./server.type.ts";

@ObjectType({ description: "What a drain does with one of our pods.", simpleResolvers: true })
export class PlannedMove {
  @Field(() => String)
  readonly namespace: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly owner: string;

  @Field(() => String)
  readonly team: string;

  @Field(() => Amounts)
  readonly requested: Amounts;

  @Field(() => String, { nullable: true, description: "The server that it is made anew on; null: it stays." })
  readonly to: string | null;

  @Field(() => String, { description: "Why there, or why it stays." })
  readonly reason: string;
}

@ObjectType({
  description: "`operation` is null for a dry run. After 2 s it may still be WAITING, and says why.",
  simpleResolvers: true,
})
export class ServerChangeSuccess {
  @Field(() => Server, { nullable: true, description: "Null where it has left the cluster meanwhile." })
  readonly server: Server | null;

  @Field(() => Operation, { nullable: true })
  readonly operation: Operation | null;

  @Field(() => Boolean)
  readonly dryRun: boolean;

  @Field(() => [PlannedMove], { description: "In a dry run of drainServer: what becomes of each of our pods." })
  readonly moves: readonly PlannedMove[];

  @Field(() => [String], {
    description:
      "In a dry run of drainServer: other tools' pods there, `namespace/name`, at most 100. They are left alone.",
  })
  readonly foreignPods: readonly string[];
}

export const ServerChangeResult = createUnionType({
  name: "ServerChangeResult",
  types: () =>
    [ServerChangeSuccess, ClusterRefused, ClusterUnavailable, Conflict, InvalidInput, NotFound, NotPermitted] as const,
});
