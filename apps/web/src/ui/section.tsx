"use client";
import Box from "@mui/material/Box";
import Card from "@mui/material/Card";
import CardContent from "@mui/material/CardContent";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { type ReactNode, useId } from "react";

/** A titled card; screen readers find it as a region by its title. */
export function Section({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) {
  const titleId = useId();
  return (
    <Card component="section" aria-labelledby={titleId} sx={cardStyle}>
      <CardContent sx={{ "&:last-child": { pb: 2 } }}>
        <Stack direction="row" sx={{ alignItems: "center", justifyContent: "space-between", gap: 1, mb: 1.5 }}>
          <Typography id={titleId} variant="h2">
            {title}
          </Typography>
          <Box sx={{ typography: "body2", flexShrink: 0 }}>{beside}</Box>
        </Stack>
        {children}
      </CardContent>
    </Card>
  );
}

/** In a grid as tall as its neighbours; by itself in a page as tall as what is in it. */
const cardStyle = { height: "100%", "main > &": { height: "auto" }, minWidth: 0 };
