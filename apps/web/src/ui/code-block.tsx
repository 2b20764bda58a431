"use client";
import Box from "@mui/material/Box";

/** Text as a machine wrote it; scrolls within itself and can be scrolled by keyboard. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    <Box
      component="pre"
      tabIndex={0}
      role="region"
      aria-label={label}
      sx={{
        m: 0,
        p: 1.5,
        maxHeight: 320,
        overflow: "auto",
        borderRadius: 1,
        border: 1,
        borderColor: "divider",
        bgcolor: "background.default",
        font: "0.8rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
        whiteSpace: "pre",
      }}
    >
      {text}
    </Box>
  );
}
