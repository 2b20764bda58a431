"use client";
import { useApolloClient } from "@apollo/client/react";
import Button from "@mui/material/Button";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { unmask } from "@/gql/fragment-masking";
import {
  type PodOrderField,
  PodRowFragmentDoc,
  PodsChangedDocument,
  PodsPageCursorDocument,
  PodsPageDocument,
} from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { usePageCursor } from "@/lib/page-cursor";
import { paths } from "@/lib/paths";
import { ListGrid } from "@/ui/list-grid";
import { EmptyState, ErrorState } from "@/ui/states";
import { useWidth } from "@/ui/use-width";
import { hiddenAt, podsColumns } from "./pods-columns";
import type { usePodsSearch } from "./pods-search";

type PodsGridProps = ReturnType<typeof usePodsSearch> & { onCreate: () => void };

export function PodsGrid({ search, setSearch, filter, orderBy, filtered, onCreate }: PodsGridProps) {
  const router = useRouter();
  const client = useApolloClient();
  const width = useWidth();
  const { page, after, noteList } = usePageCursor({
    search,
    listKey: JSON.stringify([filter, orderBy]),
    endOf: async (first, after) => {
      const variables = { first, after, filter, orderBy };
      const { data } = await client.query({ query: PodsPageCursorDocument, variables, fetchPolicy: "no-cache" });
      return data?.pods.pageInfo;
    },
    onPastEnd: () => setSearch({ page: null }, { history: "replace" }),
  });
  const { data, loading, error, retry } = useLiveQuery(
    PodsPageDocument,
    after === undefined ? null : { first: search.size, after, filter, orderBy },
    [feed(PodsChangedDocument, { variables: (cursor) => ({ after: cursor, filter }) })],
  );
  const list = data?.pods;
  useEffect(() => {
    if (!loading && list) noteList(list);
  }, [loading, list, noteList]);

  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  return (
    <ListGrid
      label="Pods"
      rows={unmask(PodRowFragmentDoc, list?.nodes ?? [])}
      rowId={(pod) => pod.id}
      columns={podsColumns}
      hidden={hiddenAt[width]}
      total={list?.totalCount}
      page={page}
      pageSize={search.size}
      onPage={(page, size) => setSearch({ page: page + 1, size })}
      sort={orderBy && { field: orderBy.field, direction: orderBy.direction ?? "ASC" }}
      onSort={(sort) =>
        setSearch({ sort: (sort?.field as PodOrderField) ?? null, dir: sort?.direction ?? null, page: null })
      }
      loading={loading}
      empty={<NoPods filtered={filtered} onCreate={onCreate} onClear={() => setSearch(null)} />}
      onOpen={(pod) => router.push(paths.pod(pod))}
    />
  );
}

function NoPods({ filtered, onCreate, onClear }: { filtered: boolean; onCreate: () => void; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No pod matches" action={<Button onClick={onClear}>Clear the filters</Button>}>
        Other pods may be there: these filters leave them out.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No pods yet" action={<Button onClick={onCreate}>Create the first pod</Button>}>
      A pod is a workload with GPUs, CPU, RAM and storage on one server.
    </EmptyState>
  );
}
