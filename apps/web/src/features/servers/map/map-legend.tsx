"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import { cellLook, teamLook } from "./cell-looks";
import { GpuCellBox } from "./gpu-cell";
import { cellWords, type GpuCell } from "./gpu-cells";

const plainStates = ["FREE", "OTHERS", "TAKEN", "UNAVAILABLE"] as const satisfies readonly GpuCell["state"][];

/** What the cells mean, in words. `shown`: teams that hold something on this page. */
export function MapLegend({ teams, shown }: { teams: readonly string[]; shown: readonly string[] }) {
  const entries = [
    ...shown.map((team) => ({ word: team, look: teamLook(team, teams) })),
    ...plainStates.map((state) => ({ word: cellWords[state], look: cellLook({ state }, teams) })),
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
