import type { ApolloClient } from "@apollo/client";
import { type ServerFilter, type ServerOrder, ServersPageCursorDocument } from "@/gql/graphql";

/** Asks where a run of servers ends, for pages that are opened by their number. */
export function serversEndOf(client: ApolloClient, filter: ServerFilter, orderBy: ServerOrder | null) {
  return async (first: number, after: string | null) => {
    const variables = { first, after, filter, orderBy };
    const { data } = await client.query({ query: ServersPageCursorDocument, variables, fetchPolicy: "no-cache" });
    return data?.servers.pageInfo;
  };
}
