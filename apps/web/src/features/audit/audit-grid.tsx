"use client";
import Button from "@mui/material/Button";
import { useState } from "react";
import { unmask } from "@/gql/fragment-masking";
import {
  AuditNewsDocument,
  AuditPageCursorDocument,
  AuditPageDocument,
  type AuditRowFragment,
  AuditRowFragmentDoc,
} from "@/gql/graphql";
import { feed } from "@/lib/live/use-live-query";
import { useLiveList } from "@/lib/use-live-list";
import { ListGrid } from "@/ui/list-grid";
import { EmptyState, ErrorState } from "@/ui/states";
import { useWidth } from "@/ui/use-width";
import { auditColumns, hiddenAt } from "./audit-columns";
import { AuditEventDialog } from "./audit-event-dialog";
import type { useAuditSearch } from "./audit-search";

const news = feed(AuditNewsDocument);

/** The events, newest first; a click opens one. */
export function AuditGrid({ search, setSearch, filter, filtered }: ReturnType<typeof useAuditSearch>) {
  const width = useWidth();
  const [opened, setOpened] = useState<AuditRowFragment | null>(null);
  const { list, page, loading, error, retry } = useLiveList({
    search,
    document: AuditPageDocument,
    endDocument: AuditPageCursorDocument,
    variables: { filter },
    feeds: [news],
    listOf: ({ auditEvents }) => auditEvents,
    endOf: ({ auditEvents }) => auditEvents.pageInfo,
    onPastEnd: () => setSearch({ page: null }, { history: "replace" }),
  });

  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  return (
    <>
      <ListGrid
        label="Audit events"
        rows={unmask(AuditRowFragmentDoc, list?.nodes ?? [])}
        rowId={(event) => event.id}
        columns={auditColumns}
        hidden={hiddenAt[width]}
        total={list?.totalCount}
        page={page}
        pageSize={search.size}
        onPage={(page, size) => setSearch({ page: page + 1, size })}
        sort={null}
        onSort={() => undefined}
        loading={loading}
        empty={<NoEvents filtered={filtered} onClear={() => setSearch(null)} />}
        onOpen={setOpened}
      />
      {opened && <AuditEventDialog event={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function NoEvents({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (!filtered) return <EmptyState title="Nothing was done yet" />;
  return (
    <EmptyState title="No event matches" action={<Button onClick={onClear}>Clear the filters</Button>}>
      Other events may be there: these filters leave them out.
    </EmptyState>
  );
}
