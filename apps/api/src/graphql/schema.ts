import "reflect-metadata";
import { createPubSub } from "@graphql-yoga/subscription";
import { VISIBILITY } from "@resource-manager/domain/rules/visibility";
import type { GraphQLSchema } from "graphql";
import { buildSchema } from "type-graphql";
import { ApiTokenResolver } from "./api-token/api-token.resolver.ts";
import { AuditResolver } from "./audit/audit.resolver.ts";
import { ConsistencyResolver } from "./consistency/consistency.resolver.ts";
import { ConsistencyMutations } from "./consistency/consistency-mutations.resolver.ts";
import { HistoryResolver } from "./history/history.resolver.ts";
import { MemberResolver } from "./member/member.resolver.ts";
import { OperationResolver } from "./operation/operation.resolver.ts";
import { OperationMutations } from "./operation/operation-mutations.resolver.ts";
import { OverviewResolver } from "./overview/overview.resolver.ts";
import { coverFields } from "./permissions/cover-fields.ts";
import { guardRoots } from "./permissions/guard-roots.ts";
import { ROOT_PERMISSIONS } from "./permissions/root-permissions.ts";
import { PodResolver } from "./pod/pod.resolver.ts";
import { PodMutations } from "./pod/pod-mutations.resolver.ts";
import { PullSecretResolver } from "./pull-secret/pull-secret.resolver.ts";
import { saturateInts } from "./saturating-ints.ts";
import { ServerResolver } from "./server/server.resolver.ts";
import { ServerMutations } from "./server/server-mutations.resolver.ts";
import { ServiceAccountResolver, TeamServiceAccountsResolver } from "./service-account/service-account.resolver.ts";
import { SystemResolver } from "./system/system.resolver.ts";
import { TeamResolver } from "./team/team.resolver.ts";
import { TeamMutations } from "./team/team-mutations.resolver.ts";
import { AccountResolver } from "./user/account.resolver.ts";
import { UserResolver } from "./user/user.resolver.ts";
import { ViewerResolver } from "./viewer/viewer.resolver.ts";

/** The GraphQL schema out of the decorated classes. Nothing of the running product is in it: that is in each request's context. */
export async function makeSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      AccountResolver,
      AuditResolver,
      ApiTokenResolver,
      ConsistencyMutations,
      ConsistencyResolver,
      HistoryResolver,
      MemberResolver,
      OperationMutations,
      OperationResolver,
      OverviewResolver,
      PodMutations,
      PodResolver,
      PullSecretResolver,
      ServerMutations,
      ServerResolver,
      ServiceAccountResolver,
      SystemResolver,
      TeamMutations,
      TeamResolver,
      TeamServiceAccountsResolver,
      UserResolver,
      ViewerResolver,
    ],
    // Inputs are checked by the domain, which reports every fault of one at once.
    validate: false,
    // Asked for by buildSchema, used by none: every subscription has its own source.
    pubSub: createPubSub(),
  });
  const query = schema.getQueryType();
  // There is no decorator for the description of a root type.
  if (query) query.description = "What can be asked. Lists are connections: `first` is at most 500.";
  guardRoots(schema, ROOT_PERMISSIONS);
  coverFields(schema, VISIBILITY);
  saturateInts(schema);
  return schema;
}
