"use client";
import Button from "@mui/material/Button";
import { useRouter } from "next/navigation";
import { unmask } from "@/gql/fragment-masking";
import {
  type PodOrderField,
  PodRowFragmentDoc,
  PodsChangedDocument,
  PodsPageCursorDocument,
  PodsPageDocument,
} from "@/gql/graphql";
import { feed } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { useLiveList } from "@/lib/use-live-list";
import { ListGrid } from "@/ui/list-grid";
import { EmptyState, ErrorState } from "@/ui/states";
import { useWidth } from "@/ui/use-width";
import { podKeyText } from "./bulk/pod-keys";
import { SelectionBar } from "./bulk/selection-bar";
import { hiddenAt, podsColumns } from "./pods-columns";
import type { usePodsSearch } from "./pods-search";

type PodsGridProps = ReturnType<typeof usePodsSearch> & { onCreate: () => void };

export function PodsGrid({ search, setSearch, filter, orderBy, filtered, onCreate }: PodsGridProps) {
  const router = useRouter();
  const width = useWidth();
  const { list, page, loading, error, retry } = useLiveList({
    search,
    document: PodsPageDocument,
    endDocument: PodsPageCursorDocument,
    variables: { filter, orderBy },
    feeds: [feed(PodsChangedDocument, { variables: (cursor) => ({ after: cursor, filter }) })],
    listOf: ({ pods }) => pods,
    endOf: ({ pods }) => pods.pageInfo,
    onPastEnd: () => setSearch({ page: null }, { history: "replace" }),
  });

  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  return (
    <>
      <SelectionBar
        selected={search.selected}
        onSelect={(selected) => setSearch({ selected: [...selected] }, { history: "replace" })}
      />
      <ListGrid
        label="Pods"
        rows={unmask(PodRowFragmentDoc, list?.nodes ?? [])}
        rowId={podKeyText}
        selected={search.selected}
        onSelect={(selected) => setSearch({ selected: [...selected] }, { history: "replace" })}
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
    </>
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
