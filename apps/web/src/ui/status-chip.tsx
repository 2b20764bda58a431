"use client";
import Chip from "@mui/material/Chip";
import type SvgIcon from "@mui/material/SvgIcon";

export type Tone = "default" | "success" | "info" | "warning" | "error";

/** How a state looks: never by colour alone. */
export interface StatusLook {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: typeof SvgIcon;
}

export function StatusChip({ look }: { look: StatusLook }) {
  const { word, tone, icon: Icon } = look;
  return (
    <Chip
      variant="outlined"
      color={tone}
      label={word}
      icon={<Icon aria-hidden fontSize="small" />}
      sx={{ fontWeight: 500, maxWidth: "100%" }}
    />
  );
}
