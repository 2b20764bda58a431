import { solidLook } from "./cell-looks";
import { cellsInWords, type GpuCell } from "./gpu-cells";

/** GPUs of a small tile stand in at most two rows. */
const rowMax = 4;

/** Of some teams in their order, the paints that were made: thousands of tiles have few different ones. */
const paints = new WeakMap<readonly string[], Map<string, string>>();

/** A small tile's cells as one background: thousands of tiles are then as many elements, and no more. */
export function tilePaint(cells: readonly GpuCell[], teams: readonly string[]): string {
  if (cells.length === 0) return "none";
  const known = paints.get(teams) ?? new Map<string, string>();
  paints.set(teams, known);
  const words = cellsInWords(cells);
  const paint = known.get(words) ?? paintOf(cells, teams);
  known.set(words, paint);
  return paint;
}

/** Short, because each tile's is read anew: a colour for each run of cells that are alike, and under one grid of gaps all of them. */
function paintOf(cells: readonly GpuCell[], teams: readonly string[]): string {
  const rows = cells.length > rowMax ? 2 : 1;
  const perRow = Math.ceil(cells.length / rows);
  const height = rows === 1 ? "100%" : "calc(50% - 0.5px)";
  const stripes = Array.from({ length: rows }, (_, row) => {
    const part = cells.slice(row * perRow, (row + 1) * perRow);
    return `${runs(part, perRow, teams)} 0 ${row === 0 ? "0" : "100%"} / 100% ${height} no-repeat`;
  });
  return [gaps(perRow), ...stripes].join(", ");
}

function gaps(perRow: number): string {
  const end = share(1, perRow);
  const ground = "var(--mui-palette-background-default)";
  return `repeating-linear-gradient(90deg, transparent 0 calc(${end} - 1px), ${ground} calc(${end} - 1px) ${end})`;
}

function runs(cells: readonly GpuCell[], perRow: number, teams: readonly string[]): string {
  const colors = cells.map((cell) => solidLook(cell, teams));
  const starts = colors.flatMap((color, index) => (color === colors[index - 1] ? [] : [index]));
  const stops = starts.map((start, run) => {
    const end = starts[run + 1] ?? cells.length;
    return `${colors[start]} ${share(start, perRow)} ${share(end, perRow)}`;
  });
  return `linear-gradient(90deg, ${stops.join(", ")}, transparent ${share(cells.length, perRow)})`;
}

function share(index: number, of: number): string {
  return `${Math.round((10_000 * index) / of) / 100}%`;
}
