"use client";
import Stack from "@mui/material/Stack";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { MapTeamsDocument } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { Placeholder } from "@/ui/states";
import { TileList } from "./map/tile-list";
import { useMapTeams } from "./map/use-map-teams";
import { useTiles } from "./map/use-tiles";
import { NoServers } from "./no-servers";
import type { TileSize, useServersSearch } from "./servers-search";

/** As many servers as fit on a screen with their names. */
const largeMax = 120;

/** Every server a tile, every GPU a cell, those of one model together: all that the list's filters let through, however many there are. */
export function ServersMap({ search, setSearch, filter, filtered }: ReturnType<typeof useServersSearch>) {
  const chunks = useTiles(filter);
  const { data } = useLiveQuery(MapTeamsDocument, {}, []);
  const { teams, holders } = useMapTeams(chunks, data?.teams);
  const count = useMemo(() => chunks?.reduce((sum, { length }) => sum + length, 0) ?? 0, [chunks]);
  if (!chunks) return <Placeholder lines={8} height={64} />;
  if (count === 0) return <NoServers filtered={filtered} onClear={() => setSearch(null)} />;
  const size = search.tiles ?? (count > largeMax ? "small" : "large");
  return (
    <>
      <Stack
        direction="row"
        sx={{ alignItems: "center", justifyContent: "space-between", flexWrap: "wrap", gap: 1, mb: 1 }}
      >
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          {plural(count, "server")}, by GPU model. Cells count GPUs: a cluster does not tell which device a pod has.
        </Typography>
        <ToggleButtonGroup
          exclusive
          size="small"
          aria-label="Tiles"
          value={size}
          onChange={(_, chosen: TileSize | null) => chosen && setSearch({ tiles: chosen })}
          sx={{ "& .MuiToggleButton-root": { color: "text.primary", py: 0.25, px: 1.25 } }}
        >
          <ToggleButton value="large">Large</ToggleButton>
          <ToggleButton value="small">Small</ToggleButton>
        </ToggleButtonGroup>
      </Stack>
      <TileList chunks={chunks} teams={teams} holders={holders} isSmall={size === "small"} />
    </>
  );
}
