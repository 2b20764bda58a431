"use client";
import Box from "@mui/material/Box";
import { type KeyboardEvent, useCallback, useMemo, useState } from "react";
import type { ServerTileFragment } from "@/gql/graphql";
import { columnsOf, tileAfterKey } from "./arrow-keys";
import { MapLegend } from "./map-legend";
import { ServerTile } from "./server-tile";
import { TileDetails } from "./tile-details";

interface TileListProps {
  readonly servers: readonly ServerTileFragment[];
  readonly teams: readonly string[];
}

/** Servers as tiles. Tab comes to one of them, the arrow keys go from tile to tile, Enter tells more. */
export function TileList({ servers, teams }: TileListProps) {
  const [reached, setReached] = useState(0);
  const [opened, setOpened] = useState<{ name: string; tile: HTMLElement } | null>(null);
  const openedServer = servers.find(({ name }) => name === opened?.name);
  const holders = useMemo(() => teamsOf(servers), [servers]);
  const open = useCallback((name: string, tile: HTMLElement) => setOpened({ name, tile }), []);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
    const from = tiles.indexOf(event.target as HTMLElement);
    const next = from === -1 ? null : tileAfterKey(event.key, from, tiles.length, columnsOf(tiles));
    if (next === null) return;
    event.preventDefault();
    setReached(next);
    tiles[next]?.focus();
  }

  const reachable = Math.min(reached, servers.length - 1); // a filter may have left fewer
  return (
    <>
      <MapLegend teams={teams} shown={holders} />
      <Box
        component="ul"
        aria-label="GPU map"
        onKeyDown={onKeyDown}
        sx={{
          listStyle: "none",
          m: 0,
          p: 0,
          display: "grid",
          gap: 1,
          gridTemplateColumns: "repeat(auto-fill, minmax(184px, 1fr))",
        }}
      >
        {servers.map((server, index) => (
          <ServerTile key={server.name} server={server} teams={teams} isReachable={index === reachable} onOpen={open} />
        ))}
      </Box>
      {opened && openedServer && (
        <TileDetails server={openedServer} tile={opened.tile} onClose={() => setOpened(null)} />
      )}
    </>
  );
}

/** Teams whose pods hold GPUs on these servers, by name. */
function teamsOf(servers: readonly ServerTileFragment[]): string[] {
  const holders = servers.flatMap(({ pods }) => pods.filter(({ requested }) => requested.gpus > 0));
  return [...new Set(holders.map(({ team }) => team))].sort();
}
