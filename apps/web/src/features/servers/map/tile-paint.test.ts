import { expect, test } from "vitest";
import type { GpuCell } from "./gpu-cells";
import { tilePaint } from "./tile-paint";

const free: GpuCell = { state: "FREE" };
const held: GpuCell = { state: "TEAM", team: "prod" };
const teams = ["dev", "prod"];
const rows = (cells: readonly GpuCell[]) => tilePaint(cells, teams).split("no-repeat").length - 1;

test("up to four GPUs stand in one row, more in two; a server without has none", () => {
  expect(rows([free, free, free, free])).toBe(1);
  expect(rows([free, free, free, free, free, free, free, free])).toBe(2);
  expect(tilePaint([], teams)).toBe("none");
});

test("cells that are alike are one run of their colour, and gaps stand between all of them", () => {
  const paint = tilePaint([held, free, free], teams);
  expect(paint).toMatch(/^repeating-linear-gradient\(90deg, transparent 0 calc\(33.33% - 1px\)/);
  expect(paint).toMatch(/, linear-gradient\(90deg, #\w{6} 0% 33.33%, var\(--mui-palette-amount-free\) 33.33% 100%/);
});

test("a team has the colour of its place among the teams, whatever was painted before", () => {
  expect(tilePaint([held], ["prod"])).not.toBe(tilePaint([held], teams));
});
