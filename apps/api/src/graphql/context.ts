import type { SignInOrigin } from "@resource-manager/domain/identity/identity-core";
import type { Viewer } from "@resource-manager/domain/model/actor";
import type { Session } from "@resource-manager/domain/model/user";
import type { GraphQLResolveInfo } from "graphql";
import type { Services } from "../services.ts";

/** What every resolver may know of the request it serves. */
export interface GraphQLContext {
  readonly viewer: Viewer;
  /** By which the viewer is signed in; null: they came with a token, or with nothing. */
  readonly session: Session | null;
  readonly origin: SignInOrigin;
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
