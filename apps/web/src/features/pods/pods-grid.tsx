"use client";
import Button from "@mui/material/Button";
import { useRouter } from "next/navigation";
import { useWhyNowhere } from "@/features/rights/use-rights";
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
import { CreatePodButton } from "./create-pod-button";
import { hiddenAt, podsColumns } from "./pods-columns";
import type { usePodsSearch } from "./pods-search";

export function PodsGrid({ search, setSearch, team, filter, orderBy, filtered }: ReturnType<typeof usePodsSearch>) {
  const router = useRouter();
  const width = useWidth();
  const whyNoChange = useWhyNowhere("changePods") ?? null;
  const onSelect = (selected: readonly string[]) => setSearch({ selected: [...selected] }, { history: "replace" });
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
      <SelectionBar selected={search.selected} why={whyNoChange} onSelect={onSelect} />
      <ListGrid
        label="Pods"
        rows={unmask(PodRowFragmentDoc, list?.nodes ?? [])}
        rowId={podKeyText}
        // Who may change none has nothing to select them for.
        {...(whyNoChange === null && { selected: search.selected, onSelect })}
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
        empty={<NoPods team={team} filtered={filtered} onClear={() => setSearch(null)} />}
        onOpen={(pod) => router.push(paths.pod(pod))}
      />
    </>
  );
}

function NoPods({ team, filtered, onClear }: { team: string | null; filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No pod matches" action={<Button onClick={onClear}>Clear the filters</Button>}>
        Other pods may be there: these filters leave them out.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={team === null ? "No pods yet" : `${team} has no pods yet`}
      action={<CreatePodButton text="Create the first pod" variant="text" />}
    >
      A pod is a workload with GPUs, CPU, RAM and storage on one server.
    </EmptyState>
  );
}
