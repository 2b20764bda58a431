"use client";
import { memo } from "react";
import type { ServerTileFragment } from "@/gql/graphql";
import { cellsInWords, gpuCells } from "./gpu-cells";
import { tileName } from "./server-tile";
import { tilePaint } from "./tile-paint";

interface SmallTilesProps {
  readonly servers: readonly ServerTileFragment[];
  readonly teams: readonly string[];
  /** The tile to which Tab comes, where it is one of these. */
  readonly reachable: string | undefined;
}

/** Some of many servers, each as small as its cells; drawn anew only when one of them changed. Plain elements: there are thousands. */
export const SmallTiles = memo(function SmallTiles({ servers, teams, reachable }: SmallTilesProps) {
  return servers.map((server) => (
    <SmallTile key={server.name} server={server} teams={teams} isReachable={server.name === reachable} />
  ));
});

interface SmallTileProps {
  readonly server: ServerTileFragment;
  readonly teams: readonly string[];
  readonly isReachable: boolean;
}

const SmallTile = memo(function SmallTile({ server, teams, isReachable }: SmallTileProps) {
  const cells = gpuCells(server);
  const name = tileName(server, cellsInWords(cells));
  return (
    <li>
      <button
        type="button"
        aria-haspopup="dialog"
        data-server={server.name}
        data-status={server.status}
        tabIndex={isReachable ? 0 : -1}
        aria-label={name}
        title={name}
        style={{ background: tilePaint(cells, teams) }}
      />
    </li>
  );
});

/** For the list that holds them. */
export const smallTilesStyle = {
  listStyle: "none",
  m: 0,
  p: 0,
  display: "grid",
  gap: "4px",
  gridTemplateColumns: "repeat(auto-fill, 34px)",
  "& button": {
    display: "block",
    width: 34,
    height: 20,
    p: 0,
    border: "1px solid transparent",
    borderRadius: "3px",
    cursor: "pointer",
    backgroundOrigin: "content-box",
    outline: "1px solid",
    outlineColor: "divider",
  },
  "& button[data-status=NOT_READY], & button[data-status=UNKNOWN]": {
    outline: "2px solid",
    outlineColor: "error.main",
  },
  "& button[data-status=CORDONED]": { outline: "2px dashed", outlineColor: "warning.main" },
  "& button:hover, & button:focus-visible": { outline: "2px solid", outlineColor: "primary.main" },
};
