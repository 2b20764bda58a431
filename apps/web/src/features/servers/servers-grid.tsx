"use client";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import { unmask } from "@/gql/fragment-masking";
import {
  type ServerOrderField,
  ServerRowFragmentDoc,
  ServersChangedDocument,
  ServersPageCursorDocument,
  ServersPageDocument,
} from "@/gql/graphql";
import { feed } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { useLiveList } from "@/lib/use-live-list";
import { ListGrid } from "@/ui/list-grid";
import { ErrorState } from "@/ui/states";
import { useWidth } from "@/ui/use-width";
import { NoServers } from "./no-servers";
import { hiddenAt, serversColumns } from "./servers-columns";
import type { useServersSearch } from "./servers-search";

export function ServersGrid({ search, setSearch, filter, orderBy, filtered }: ReturnType<typeof useServersSearch>) {
  const router = useRouter();
  const width = useWidth();
  const { team } = useTeamChoice();
  const hidden = useMemo(() => hiddenAt(width, team), [width, team]);
  const columns = useMemo(() => serversColumns(team), [team]);
  const { list, page, loading, error, retry } = useLiveList({
    search,
    document: ServersPageDocument,
    endDocument: ServersPageCursorDocument,
    variables: { filter, orderBy, byTeam: team !== null },
    feeds: [feed(ServersChangedDocument, { variables: (cursor) => ({ after: cursor, filter }) })],
    listOf: ({ servers }) => servers,
    endOf: ({ servers }) => servers.pageInfo,
    onPastEnd: () => setSearch({ page: null }, { history: "replace" }),
  });

  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  return (
    <ListGrid
      label="Servers"
      rows={unmask(ServerRowFragmentDoc, list?.nodes ?? [])}
      rowId={(server) => server.name}
      columns={columns}
      hidden={hidden}
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
