"use client";
import { useApolloClient } from "@apollo/client/react";
import Pagination from "@mui/material/Pagination";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useEffect, useMemo } from "react";
import { unmask } from "@/gql/fragment-masking";
import { PodsChangedDocument, ServersChangedDocument, ServersMapDocument, ServerTileFragmentDoc } from "@/gql/graphql";
import { formatCount, plural } from "@/lib/format/numbers";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { usePageCursor } from "@/lib/page-cursor";
import { ErrorState, Placeholder } from "@/ui/states";
import { TileList } from "./map/tile-list";
import { NoServers } from "./no-servers";
import { serversEndOf } from "./servers-end";
import type { useServersSearch } from "./servers-search";

/** So many tiles can be looked over, and loaded again at each change. */
const tilesPerPage = 250;

/** Every server a tile, every GPU a cell: the list's servers, in its order and with its filters. */
export function ServersMap({ search, setSearch, filter, orderBy, filtered }: ReturnType<typeof useServersSearch>) {
  const client = useApolloClient();
  const { page, after, noteList } = usePageCursor({
    search: { page: search.page, size: tilesPerPage },
    listKey: JSON.stringify([filter, orderBy]),
    endOf: serversEndOf(client, filter, orderBy),
    onPastEnd: () => setSearch({ page: null }, { history: "replace" }),
  });
  const { data, loading, error, retry } = useLiveQuery(
    ServersMapDocument,
    after === undefined ? null : { first: tilesPerPage, after, filter, orderBy },
    [
      feed(ServersChangedDocument, { variables: (cursor) => ({ after: cursor, filter }) }),
      feed(PodsChangedDocument, { variables: (cursor) => ({ after: cursor }) }),
    ],
  );
  const list = data?.servers;
  useEffect(() => {
    if (!loading && list) noteList(list);
  }, [loading, list, noteList]);
  const teams = useMemo(() => data?.teams.map(({ name }) => name) ?? [], [data?.teams]);

  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  if (!list) return <Placeholder lines={8} height={64} />;
  if (list.totalCount === 0) return <NoServers filtered={filtered} onClear={() => setSearch(null)} />;
  const pages = Math.ceil(list.totalCount / tilesPerPage);
  return (
    <>
      <Typography variant="body2" sx={{ color: "text.secondary", mb: 1 }}>
        {plural(list.totalCount, "server")}
        {pages > 1 && `, ${formatCount(tilesPerPage)} on a page`}. Cells count GPUs: a cluster does not tell which
        device a pod has.
      </Typography>
      <TileList servers={unmask(ServerTileFragmentDoc, list.nodes)} teams={teams} />
      {pages > 1 && (
        <Stack sx={{ alignItems: "center", mt: 2 }}>
          <Pagination count={pages} page={page + 1} onChange={(_, chosen) => setSearch({ page: chosen })} />
        </Stack>
      )}
    </>
  );
}
