"use client";
import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import { useState } from "react";
import { PageHeader } from "@/ui/page-header";
import { CreatePodDialog } from "./create-pod-dialog";
import { PodsFilters } from "./pods-filters";
import { PodsGrid } from "./pods-grid";
import { usePodsSearch } from "./pods-search";

/** All pods that were asked for: found, filtered and sorted, and kept up to date. */
export function PodsPage() {
  const search = usePodsSearch();
  const [creating, setCreating] = useState(false);
  return (
    <>
      <PageHeader
        title="Pods"
        actions={
          <Button variant="contained" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
            Create pod
          </Button>
        }
      />
      <PodsFilters {...search} />
      <PodsGrid {...search} onCreate={() => setCreating(true)} />
      {creating && <CreatePodDialog onClose={() => setCreating(false)} />}
    </>
  );
}
