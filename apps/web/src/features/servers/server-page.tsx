"use client";
import { isOver } from "@/features/operations/operation-looks";
import {
  OperationChangedDocument,
  PodsChangedDocument,
  ServerDetailDocument,
  type ServerDetailQuery,
  ServersChangedDocument,
} from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { ObjectPage } from "@/ui/object-page";
import { ServerDetail } from "./server-detail";

/** One server, kept up to date; also when there is none by this name. */
export function ServerPage({ name }: { name: string }) {
  const { data, error, retry } = useLiveQuery(ServerDetailDocument, { name }, (shown) => [
    feed(ServersChangedDocument, { variables: (cursor) => ({ after: cursor, filter: { search: name } }) }),
    feed(PodsChangedDocument, { variables: (cursor) => ({ after: cursor, filter: { servers: [name] } }) }),
    ...operationFeed(shown),
  ]);
  return (
    <ObjectPage
      title={name}
      loaded={data !== undefined}
      error={error}
      retry={retry}
      missing={{
        title: `There is no server ${name}`,
        text: "It may have left the cluster.",
        all: "All servers",
        href: paths.servers(),
      }}
    >
      {data?.server && <ServerDetail server={data.server} />}
    </ObjectPage>
  );
}

/** While an operation on it is under way, each of its steps is news. */
function operationFeed(shown: ServerDetailQuery | undefined) {
  const operation = shown?.server?.operation;
  if (!operation || isOver(operation.state)) return [];
  return [feed(OperationChangedDocument, { variables: () => ({ id: operation.id }), ends: true })];
}
