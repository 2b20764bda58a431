"use client";
import { useTheme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";

export type Width = "phone" | "tablet" | "desk" | "wide";

/** How much room the window gives. */
export function useWidth(): Width {
  const theme = useTheme();
  const atLeastTablet = useMediaQuery(theme.breakpoints.up("sm"));
  const atLeastDesk = useMediaQuery(theme.breakpoints.up("lg"));
  const isWide = useMediaQuery(theme.breakpoints.up("xl"));
  if (!atLeastTablet) return "phone";
  if (!atLeastDesk) return "tablet";
  return isWide ? "wide" : "desk";
}
