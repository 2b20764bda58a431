"use client";
import { PageHeader } from "@/ui/page-header";
import { AuditFilters } from "./audit-filters";
import { AuditGrid } from "./audit-grid";
import { useAuditSearch } from "./audit-search";
import { ChainStatus } from "./chain-status";
import { ExportButton } from "./export-button";

/** Who did what to what, and whether the trail is whole. */
export function AuditPage() {
  const state = useAuditSearch();
  return (
    <>
      <PageHeader
        title="Audit"
        actions={
          <>
            <ExportButton filter={state.filter} />
            <ChainStatus />
          </>
        }
      />
      <AuditFilters {...state} />
      <AuditGrid {...state} />
    </>
  );
}
