"use client";
import { useApolloClient } from "@apollo/client/react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { unmask } from "@/gql/fragment-masking";
import {
  type ServerOrderField,
  ServerRowFragmentDoc,
  ServersChangedDocument,
  ServersPageDocument,
} from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { usePageCursor } from "@/lib/page-cursor";
import { paths } from "@/lib/paths";
import { ListGrid } from "@/ui/list-grid";
import { ErrorState } from "@/ui/states";
import { useWidth } from "@/ui/use-width";
import { NoServers } from "./no-servers";
import { hiddenAt, serversColumns } from "./servers-columns";
import { serversEndOf } from "./servers-end";
import type { useServersSearch } from "./servers-search";

export function ServersGrid({ search, setSearch, filter, orderBy, filtered }: ReturnType<typeof useServersSearch>) {
  const router = useRouter();
  const client = useApolloClient();
  const width = useWidth();
  const { page, after, noteList } = usePageCursor({
    search,
    listKey: JSON.stringify([filter, orderBy]),
    endOf: serversEndOf(client, filter, orderBy),
    onPastEnd: () => setSearch({ page: null }, { history: "replace" }),
  });
  const { data, loading, error, retry } = useLiveQuery(
    ServersPageDocument,
    after === undefined ? null : { first: search.size, after, filter, orderBy },
    [feed(ServersChangedDocument, { variables: (cursor) => ({ after: cursor, filter }) })],
  );
  const list = data?.servers;
  useEffect(() => {
    if (!loading && list) noteList(list);
  }, [loading, list, noteList]);

  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  return (
    <ListGrid
      label="Servers"
      rows={unmask(ServerRowFragmentDoc, list?.nodes ?? [])}
      rowId={(server) => server.name}
      columns={serversColumns}
      hidden={hiddenAt[width]}
      total={list?.totalCount}
      page={page}
      pageSize={search.size}
      onPage={(page, size) => setSearch({ page: page + 1, size })}
      sort={orderBy && { field: orderBy.field, direction: orderBy.direction ?? "ASC" }}
      onSort={(sort) =>
        setSearch({ sort: (sort?.field as ServerOrderField) ?? null, dir: sort?.direction ?? null, page: null })
      }
      loading={loading}
      empty={<NoServers filtered={filtered} onClear={() => setSearch(null)} />}
      onOpen={(server) => router.push(paths.server(server.name))}
    />
  );
}
