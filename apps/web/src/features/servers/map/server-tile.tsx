"use client";
import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import { memo, useMemo } from "react";
import type { ServerTileFragment } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { serverLook } from "../server-looks";
import { cellLook } from "./cell-looks";
import { GpuCellBox } from "./gpu-cell";
import { cellsInWords, gpuCells } from "./gpu-cells";

export interface ServerTileProps {
  readonly server: ServerTileFragment;
  readonly teams: readonly string[];
  /** Whether Tab comes here; the arrow keys go on from it. */
  readonly isReachable: boolean;
}

/** A server and its GPUs; a click tells more. Drawn anew only when its server changed. */
export const ServerTile = memo(function ServerTile({ server, teams, isReachable }: ServerTileProps) {
  const cells = useMemo(() => gpuCells(server), [server]);
  const { name, status } = server;
  const { icon: Icon, tone } = serverLook(status);
  return (
    <Box component="li" sx={{ contentVisibility: "auto", containIntrinsicSize: "auto 64px" }}>
      <ButtonBase
        aria-haspopup="dialog"
        tabIndex={isReachable ? 0 : -1}
        data-server={name}
        sx={{
          width: "100%",
          height: "100%",
          display: "block",
          textAlign: "left",
          p: 0.75,
          borderRadius: 1,
          border: 1,
          borderColor: status === "READY" ? "divider" : `${tone}.main`,
          bgcolor: "background.paper",
          "&:hover": { borderColor: "primary.main" },
          "&:focus-visible": { outline: "2px solid", outlineColor: "primary.main" },
        }}
      >
        <Box sx={{ display: "flex", alignItems: "center", gap: 0.5, mb: 0.5, typography: "caption", minWidth: 0 }}>
          {status !== "READY" && <Icon sx={{ fontSize: 14, color: `${tone}.main` }} />}
          <Box component="span" sx={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
            {name}
          </Box>
        </Box>
        <span style={onlyHeard}>{tileWords(server, cellsInWords(cells))}</span>
        <Box aria-hidden sx={{ display: "flex", flexWrap: "wrap", gap: "3px", minHeight: 18, typography: "caption" }}>
          {cells.map((cell, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place; it has nothing of its own
            <GpuCellBox key={index} look={cellLook(cell, teams)} />
          ))}
          {cells.length === 0 && <Box sx={{ color: "text.secondary" }}>no GPUs</Box>}
        </Box>
      </ButtonBase>
    </Box>
  );
});

/** `gpu-1 Ready, 8 GPUs: free 8`: a tile as it is heard. */
export function tileName(server: ServerTileFragment, cells: string): string {
  return `${server.name} ${tileWords(server, cells)}`;
}

function tileWords({ status, allocatable }: ServerTileFragment, cells: string): string {
  return `${serverLook(status).word}, ${cells ? `${plural(allocatable.gpus, "GPU")}: ${cells}` : "no GPUs"}`;
}

/** For screen readers: it takes no room, and names the tile together with the server's name. */
const onlyHeard = {
  position: "absolute",
  width: 1,
  height: 1,
  overflow: "hidden",
  clipPath: "inset(50%)",
  whiteSpace: "nowrap",
} as const;
