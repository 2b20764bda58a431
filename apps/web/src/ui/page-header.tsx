"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";

/** A page's one h1, what stands beside it, and its actions. */
export function PageHeader({ title, beside, actions }: { title: string; beside?: ReactNode; actions?: ReactNode }) {
  return (
    <Stack
      direction="row"
      sx={{ alignItems: "center", flexWrap: "wrap", columnGap: 2, rowGap: 1, mb: 2.5, minHeight: 40 }}
    >
      <Typography variant="h1" sx={{ overflowWrap: "anywhere" }}>
        {title}
      </Typography>
      {beside}
      <Box sx={{ flexGrow: 1 }} />
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        {actions}
      </Stack>
    </Stack>
  );
}
