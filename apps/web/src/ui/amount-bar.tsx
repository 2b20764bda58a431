"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Tooltip from "@mui/material/Tooltip";
import Typography from "@mui/material/Typography";
import type { Bytes } from "@/lib/format/numbers";

export type PartTone = "ours" | "others" | "free" | "lost";

export interface AmountPart {
  readonly name: string;
  readonly value: Bytes;
  readonly tone: PartTone;
}

export interface AmountBarProps {
  /** Of what: `GPUs`. The bar's accessible name. */
  readonly label: string;
  readonly total: Bytes;
  /** What the total is called where it is not plain: `Allocatable`. */
  readonly totalName?: string;
  /** From left to right; together they should be the total. */
  readonly parts: readonly AmountPart[];
  readonly format: (value: Bytes) => string;
  readonly exact: (value: Bytes) => string;
}

/** One resource as one bar with its numbers: each part by name, amount and colour. */
export function AmountBar({ label, total, totalName = "Total", parts, format, exact }: AmountBarProps) {
  const shown = parts.filter((part) => Number(part.value) > 0 || part.tone === "free" || part.tone === "ours");
  const inWords = [...shown.map(({ name, value }) => `${name} ${format(value)}`), `${totalName} ${format(total)}`].join(
    ", ",
  );
  return (
    <Box>
      <Stack direction="row" sx={{ justifyContent: "space-between", alignItems: "baseline", mb: 0.75, gap: 1 }}>
        <Typography component="h3" variant="subtitle2">
          {label}
        </Typography>
        <Tooltip title={exact(total)}>
          <Typography variant="body2" sx={{ color: "text.secondary", whiteSpace: "nowrap" }}>
            {totalName} {format(total)}
          </Typography>
        </Tooltip>
      </Stack>
      <Box
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Number(total)}
        aria-valuenow={Math.min(Number(total), usedOf(parts))}
        aria-valuetext={inWords}
        sx={{ display: "flex", height: 12, borderRadius: 1, overflow: "hidden", gap: "2px", bgcolor: "amount.free" }}
      >
        {shown
          .filter(({ value }) => Number(value) > 0)
          .map(({ name, value, tone }) => (
            <Tooltip key={name} title={`${name}: ${exact(value)}`}>
              <Box sx={{ flexGrow: Number(value), flexBasis: 0, minWidth: 2, ...paint(tone) }} />
            </Tooltip>
          ))}
      </Box>
      <Stack direction="row" sx={{ flexWrap: "wrap", columnGap: 2, rowGap: 0.25, mt: 0.75 }}>
        {shown.map(({ name, value, tone }) => (
          <Stack key={name} direction="row" sx={{ alignItems: "center", gap: 0.75 }}>
            <Box sx={{ width: 10, height: 10, borderRadius: "3px", flexShrink: 0, ...paint(tone) }} />
            <Tooltip title={exact(value)}>
              <Typography variant="body2" sx={{ whiteSpace: "nowrap" }}>
                {format(value)}{" "}
                <Box component="span" sx={{ color: "text.secondary" }}>
                  {name.toLowerCase()}
                </Box>
              </Typography>
            </Tooltip>
          </Stack>
        ))}
      </Stack>
    </Box>
  );
}

function usedOf(parts: readonly AmountPart[]): number {
  return parts.filter(({ tone }) => tone !== "free").reduce((sum, { value }) => sum + Number(value), 0);
}

function paint(tone: PartTone) {
  const lostStripes = "repeating-linear-gradient(45deg, transparent 0 3px, rgba(0, 0, 0, 0.18) 3px 6px)";
  return {
    bgcolor: `amount.${tone}`,
    backgroundImage: tone === "lost" ? lostStripes : "none",
    boxShadow: tone === "free" ? "inset 0 0 0 1px rgba(128, 128, 128, 0.35)" : "none",
  };
}
