"use client";
import Typography from "@mui/material/Typography";
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
      <Typography variant="body2" sx={{ color: "text.secondary", mb: 1 }}>
        GPUs, CPU, RAM and storage: what a new pod can have, of what the server offers.
      </Typography>
      <ServersGrid {...search} />
    </>
  );
}
