"use client";
import { PageHeader } from "@/ui/page-header";
import { ServersFilters } from "./servers-filters";
import { ServersGrid } from "./servers-grid";
import { useServersSearch } from "./servers-search";

/** Which server has what left: found, filtered and sorted, and kept up to date. */
export function ServersPage() {
  const search = useServersSearch();
  return (
    <>
      <PageHeader title="Servers" />
      <ServersFilters {...search} />
      <ServersGrid {...search} />
    </>
  );
}
