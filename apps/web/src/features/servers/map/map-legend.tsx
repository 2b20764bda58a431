"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import { cellLook, solidLook } from "./cell-looks";
import { GpuCellBox } from "./gpu-cell";
import { cellWords, type GpuCell } from "./gpu-cells";

const plainStates = ["FREE", "OTHERS", "TAKEN", "UNAVAILABLE"] as const satisfies readonly GpuCell["state"][];

interface MapLegendProps {
  readonly teams: readonly string[];
  /** Teams that hold something on this map. */
  readonly shown: readonly string[];
  /** Its cells are too small for letters and patterns. */
  readonly isSmall: boolean;
}

/** What the cells mean, in words. */
export function MapLegend({ teams, shown, isSmall }: MapLegendProps) {
  const lookOf = (cell: GpuCell) =>
    isSmall ? { letter: "", color: "inherit", background: solidLook(cell, teams) } : cellLook(cell, teams);
  const entries = [
    ...shown.map((team) => ({ word: team, look: lookOf({ state: "TEAM", team }) })),
    ...plainStates.map((state) => ({ word: cellWords[state], look: lookOf({ state }) })),
  ];
  return (
    <Stack
      component="ul"
      direction="row"
      aria-label="Legend"
      sx={{ flexWrap: "wrap", columnGap: 2, rowGap: 0.5, listStyle: "none", m: 0, p: 0, mb: 1.5, typography: "body2" }}
    >
      {entries.map(({ word, look }) => (
        <Box component="li" key={word} sx={{ display: "flex", alignItems: "center", gap: 0.75 }}>
          <GpuCellBox look={look} />
          {word}
        </Box>
      ))}
    </Stack>
  );
}
