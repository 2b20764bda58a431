"use client";
import Box from "@mui/material/Box";
import { type KeyboardEvent, type MouseEvent, useState } from "react";
import type { ServerTileFragment } from "@/gql/graphql";
import { useStepwise } from "@/ui/use-stepwise";
import { columnsOf, tileAfterKey } from "./arrow-keys";
import { MapLegend } from "./map-legend";
import { ServerTile } from "./server-tile";
import { SmallTiles, smallTilesStyle } from "./small-tile";
import { TileDetails } from "./tile-details";

/** So many pieces are drawn at once. */
const smallPerStep = 4;
const largePerStep = 2;

interface TileListProps {
  readonly chunks: readonly (readonly ServerTileFragment[])[];
  readonly teams: readonly string[];
  /** Teams that hold something on these servers. */
  readonly holders: readonly string[];
  /** Small ones show cells only, and many servers at once. */
  readonly isSmall: boolean;
}

/** Servers as tiles. Tab comes to one of them, the arrow keys go from tile to tile, Enter tells more. */
export function TileList({ chunks: all, teams, holders, isSmall }: TileListProps) {
  const chunks = all.slice(0, useStepwise(all.length, isSmall ? smallPerStep : largePerStep));
  const [reached, setReached] = useState<string | null>(null);
  const [opened, setOpened] = useState<{ name: string; tile: HTMLElement } | null>(null);

  function onClick({ target }: MouseEvent<HTMLElement>) {
    const tile = (target as Element).closest<HTMLElement>("button");
    const name = tile?.dataset.server;
    if (tile && name) setOpened({ name, tile });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
    const from = tiles.indexOf(event.target as HTMLElement);
    const next = from === -1 ? null : tileAfterKey(event.key, from, tiles.length, columnsOf(tiles));
    const tile = next === null ? undefined : tiles[next];
    if (!tile) return;
    event.preventDefault();
    setReached(tile.dataset.server ?? null);
    tile.focus();
  }

  const isThere = reached !== null && chunks.some((chunk) => chunk.some(({ name }) => name === reached));
  const reachable = isThere ? reached : chunks[0]?.[0]?.name;
  return (
    <>
      <MapLegend teams={teams} shown={holders} isSmall={isSmall} />
      <Box
        component="ul"
        aria-label="GPU map"
        onClick={onClick}
        onKeyDown={onKeyDown}
        sx={isSmall ? smallTilesStyle : largeTilesStyle}
      >
        {isSmall
          ? chunks.map((servers, index) => (
              <SmallTiles
                // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place: what is in it may move
                key={index}
                servers={servers}
                teams={teams}
                reachable={servers.some(({ name }) => name === reachable) ? reachable : undefined}
              />
            ))
          : chunks
              .flat()
              .map((server) => (
                <ServerTile key={server.name} server={server} teams={teams} isReachable={server.name === reachable} />
              ))}
      </Box>
      {opened && <TileDetails name={opened.name} tile={opened.tile} onClose={() => setOpened(null)} />}
    </>
  );
}

const largeTilesStyle = {
  listStyle: "none",
  m: 0,
  p: 0,
  display: "grid",
  gap: 1,
  gridTemplateColumns: "repeat(auto-fill, minmax(184px, 1fr))",
};
