"use client";
import { PageHeader } from "@/ui/page-header";
import { AuditFilters } from "./audit-filters";
import { AuditGrid } from "./audit-grid";
import { useAuditSearch } from "./audit-search";
import { ChainStatus } from "./chain-status";

/** Who did what to what, and whether the trail is whole. */
export function AuditPage() {
  const state = useAuditSearch();
  return (
    <>
      <PageHeader title="Audit" actions={<ChainStatus />} />
      <AuditFilters {...state} />
      <AuditGrid {...state} />
    </>
  );
}
