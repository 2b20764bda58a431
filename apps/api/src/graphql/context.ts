import type { Viewer } from "@resource-manager/domain/model/actor";
import type { GraphQLResolveInfo } from "graphql";
import type { Services } from "../services.ts";

/** What every resolver may know of the request it serves. */
export interface GraphQLContext {
  readonly viewer: Viewer;
  /** Names the request in the log and in its errors. */
  readonly requestId: string;
  readonly services: Services;
}

/** What the `subscribe` of a subscription is given. */
export interface SubscribeData<Args = unknown> {
  readonly args: Args;
  readonly context: GraphQLContext;
  readonly info: GraphQLResolveInfo;
}
