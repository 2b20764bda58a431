"use client";
import type { CellLook } from "./cell-looks";

/** A square for one GPU. What it means is said by what stands around it. Plain style: there are thousands of them. */
export function GpuCellBox({ look, title }: { look: CellLook; title?: string }) {
  return (
    <span aria-hidden title={title} style={{ ...box, color: look.color, background: look.background }}>
      {look.letter}
    </span>
  );
}

const box = {
  display: "inline-flex",
  alignItems: "center",
  justifyContent: "center",
  width: 18,
  height: 18,
  flexShrink: 0,
  borderRadius: 3,
  border: "1px solid color-mix(in srgb, var(--mui-palette-text-primary) 40%, transparent)",
  fontSize: 11,
  fontWeight: 700,
  lineHeight: 1,
} as const;
