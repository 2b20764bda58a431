import type { ApolloClient } from "@apollo/client";
import { unmask } from "@/gql/fragment-masking";
import {
  type ServerFilter,
  type ServerOrder,
  type ServerRowFragment,
  ServerRowFragmentDoc,
  ServersPageDocument,
  type ServersPageQuery,
} from "@/gql/graphql";
import { RESOURCES } from "@/lib/format/amounts";
import { csv } from "@/lib/format/csv";
import { serverLook } from "./server-looks";

const perRequest = 500;

/** Every server of the list as CSV, all pages of it, amounts in the API's units. Throws when the API cannot be asked. */
export async function loadServersCsv(client: ApolloClient, filter: ServerFilter, orderBy: ServerOrder | null) {
  const servers: ServerRowFragment[] = [];
  let after: string | null = null;
  do {
    const answer: { data?: ServersPageQuery | undefined } = await client.query({
      query: ServersPageDocument,
      variables: { first: perRequest, after, filter, orderBy },
      fetchPolicy: "no-cache",
    });
    if (!answer.data) throw new Error("The API sent no servers.");
    const { nodes, pageInfo } = answer.data.servers;
    servers.push(...unmask(ServerRowFragmentDoc, nodes));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return serversCsv(servers);
}

function serversCsv(servers: readonly ServerRowFragment[]): string {
  const amounts = RESOURCES.flatMap(({ key }) => [`${key} available`, `${key} allocatable`]);
  return csv(
    ["name", "GPU model", "status", ...amounts, "pods"],
    servers.map(({ name, gpuModel, status, available, allocatable, podCount }) => [
      name,
      gpuModel,
      serverLook(status).word,
      ...RESOURCES.flatMap(({ key }) => [Number(available[key]), Number(allocatable[key])]),
      podCount,
    ]),
  );
}
