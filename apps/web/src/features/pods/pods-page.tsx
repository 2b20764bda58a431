"use client";
import { PageHeader } from "@/ui/page-header";
import { CreatePodButton } from "./create-pod-button";
import { PodsFilters } from "./pods-filters";
import { PodsGrid } from "./pods-grid";
import { usePodsSearch } from "./pods-search";

/** All pods that were asked for: found, filtered and sorted, and kept up to date. */
export function PodsPage() {
  const search = usePodsSearch();
  return (
    <>
      <PageHeader title="Pods" actions={<CreatePodButton />} />
      <PodsFilters {...search} />
      <PodsGrid {...search} />
    </>
  );
}
