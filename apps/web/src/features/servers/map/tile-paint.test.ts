import { expect, test } from "vitest";
import type { GpuCell } from "./gpu-cells";
import { tilePaint } from "./tile-paint";

const free: GpuCell = { state: "FREE" };
const held: GpuCell = { state: "TEAM", team: "prod" };
const teams = ["dev", "prod"];
const layers = (cells: readonly GpuCell[]) => tilePaint(cells, teams).split("no-repeat").length - 1;

test("up to four GPUs stand in one row, more in two; a server without has none", () => {
  expect(layers([free, free, free, free])).toBe(1);
  expect(layers([free, free, free, free, free, free, free, free])).toBe(2);
  expect(tilePaint([], teams)).toBe("none");
});

test("each cell has its own part of the row, in its colour", () => {
  const paint = tilePaint([held, free], teams);
  expect(paint).toMatch(/^linear-gradient\(90deg, #\w{6} 0% calc\(50% - 1px\), transparent/);
  expect(paint).toContain("var(--mui-palette-amount-free) 50% calc(100% - 1px)");
});
