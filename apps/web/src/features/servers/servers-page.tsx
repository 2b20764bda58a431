"use client";
import MapIcon from "@mui/icons-material/GridViewOutlined";
import ListIcon from "@mui/icons-material/TableRowsOutlined";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Typography from "@mui/material/Typography";
import { PageHeader } from "@/ui/page-header";
import { ServersCsvButton } from "./servers-csv-button";
import { ServersFilters } from "./servers-filters";
import { ServersGrid } from "./servers-grid";
import { ServersMap } from "./servers-map";
import { type ServersView, useServersSearch } from "./servers-search";

/** Which server has what left: found, filtered and sorted, as a list or as a map of GPUs, and kept up to date. */
export function ServersPage() {
  const search = useServersSearch();
  const { view } = search.search;
  return (
    <>
      <PageHeader
        title="Servers"
        actions={
          <>
            <ServersCsvButton {...search} />
            <ToggleButtonGroup
              exclusive
              size="small"
              aria-label="View"
              value={view}
              onChange={(_, chosen: ServersView | null) => chosen && search.setSearch({ view: chosen, page: null })}
            >
              <ToggleButton value="list" sx={{ gap: 0.75, px: 1.5, color: "text.secondary" }}>
                <ListIcon fontSize="small" /> List
              </ToggleButton>
              <ToggleButton value="map" sx={{ gap: 0.75, px: 1.5, color: "text.secondary" }}>
                <MapIcon fontSize="small" /> GPU map
              </ToggleButton>
            </ToggleButtonGroup>
          </>
        }
      />
      <ServersFilters {...search} />
      {view === "map" ? (
        <ServersMap {...search} />
      ) : (
        <>
          <Typography variant="body2" sx={{ color: "text.secondary", mb: 1 }}>
            GPUs, CPU, RAM and storage: what a new pod can have, of what the server offers.
          </Typography>
          <ServersGrid {...search} />
        </>
      )}
    </>
  );
}
