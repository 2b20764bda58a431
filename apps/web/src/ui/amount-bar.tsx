"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Tooltip from "@mui/material/Tooltip";
import Typography from "@mui/material/Typography";
import type { PropsWithChildren } from "react";
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
  /** What is measured to be used, whoever it was given to; null: it is not known. */
  readonly used?: Bytes | null;
  readonly format: (value: Bytes) => string;
  readonly exact: (value: Bytes) => string;
}

/** One resource as one bar with its numbers: each part by name, amount and colour. */
export function AmountBar({ label, total, totalName = "Total", parts, used = null, format, exact }: AmountBarProps) {
  const shown = parts.filter((part) => Number(part.value) > 0 || part.tone === "free" || part.tone === "ours");
  const inWords = [
    ...shown.map(({ name, value }) => `${name} ${format(value)}`),
    ...(used === null ? [] : [`Used ${format(used)}`]),
    `${totalName} ${format(total)}`,
  ].join(", ");
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
      {used !== null && (
        <Tooltip title={`Used: ${exact(used)}`}>
          <Box sx={{ ...useLine, width: percent(used, total), mt: "3px" }} />
        </Tooltip>
      )}
      <Stack direction="row" sx={{ flexWrap: "wrap", columnGap: 2, rowGap: 0.25, mt: 0.75 }}>
        {shown.map(({ name, value, tone }) => (
          <LegendEntry key={name} name={name} text={format(value)} exact={exact(value)}>
            <Box sx={{ width: 10, height: 10, borderRadius: "3px", flexShrink: 0, ...paint(tone) }} />
          </LegendEntry>
        ))}
        {used !== null && (
          <LegendEntry name="Used" text={format(used)} exact={exact(used)}>
            <Box sx={{ ...useLine, width: 10, flexShrink: 0 }} />
          </LegendEntry>
        )}
      </Stack>
    </Box>
  );
}

function LegendEntry({ name, text, exact, children }: Record<"name" | "text" | "exact", string> & PropsWithChildren) {
  return (
    <Stack direction="row" sx={{ alignItems: "center", gap: 0.75 }}>
      {children}
      <Tooltip title={exact}>
        <Typography variant="body2" sx={{ whiteSpace: "nowrap" }}>
          {text}{" "}
          <Box component="span" sx={{ color: "text.secondary" }}>
            {name.toLowerCase()}
          </Box>
        </Typography>
      </Tooltip>
    </Stack>
  );
}

/** A line of its own under the bar: what is used is no part of it. */
const useLine = { height: 4, minWidth: 2, borderRadius: "2px", bgcolor: "amount.used" };

function percent(value: Bytes, total: Bytes): string {
  return `${Number(total) > 0 ? Math.min(100, (100 * Number(value)) / Number(total)) : 0}%`;
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
