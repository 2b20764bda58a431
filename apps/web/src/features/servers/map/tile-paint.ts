import { solidLook } from "./cell-looks";
import type { GpuCell } from "./gpu-cells";

/** GPUs of a small tile stand in at most two rows. */
const rowMax = 4;

/** A small tile's cells as one background: thousands of tiles are then as many elements, and no more. */
export function tilePaint(cells: readonly GpuCell[], teams: readonly string[]): string {
  if (cells.length === 0) return "none";
  const rows = cells.length > rowMax ? 2 : 1;
  const perRow = Math.ceil(cells.length / rows);
  return Array.from({ length: rows }, (_, row) => {
    const part = cells.slice(row * perRow, (row + 1) * perRow);
    const height = rows === 1 ? "100%" : "calc(50% - 0.5px)";
    return `${stripes(part, perRow, teams)} 0 ${row === 0 ? "0" : "100%"} / 100% ${height} no-repeat`;
  }).join(", ");
}

function stripes(cells: readonly GpuCell[], perRow: number, teams: readonly string[]): string {
  const stops = cells.map((cell, index) => {
    const [from, to] = [share(index, perRow), share(index + 1, perRow)];
    const color = solidLook(cell, teams);
    return `${color} ${from} calc(${to} - 1px), transparent calc(${to} - 1px) ${to}`;
  });
  return `linear-gradient(90deg, ${stops.join(", ")}, transparent ${share(cells.length, perRow)})`;
}

function share(index: number, of: number): string {
  return `${Math.round((10_000 * index) / of) / 100}%`;
}
