import { expect, test } from "vitest";
import { type CellServer, cellsInWords, gpuCells } from "./gpu-cells";

const held = (team: string, gpus: number) => ({ team, holds: { gpus } });
const server = (
  [allocatable, allocated, foreign, available]: [number, number, number, number],
  heldByTeam: CellServer["heldByTeam"] = [],
): CellServer => ({
  allocatable: { gpus: allocatable },
  allocated: { gpus: allocated },
  foreign: { gpus: foreign },
  available: { gpus: available },
  heldByTeam,
});
const states = (of: CellServer) => gpuCells(of).map(({ state }) => state);

test("each GPU is a cell: teams' pods, then other tools, then what is free", () => {
  const cells = gpuCells(server([8, 4, 1, 4], [held("dev", 2), held("idle", 0), held("prod", 1)]));
  expect(cells.map(({ state }) => state)).toEqual(["TEAM", "TEAM", "TEAM", "OTHERS", "FREE", "FREE", "FREE", "FREE"]);
  expect(cellsInWords(cells)).toBe("dev 2, prod 1, other tools 1, free 4");
});

test("what is free on a server that takes no pods is not available", () => {
  expect(states(server([2, 1, 0, 0], [held("dev", 1)]))).toEqual(["TEAM", "UNAVAILABLE"]);
});

test("what is held by nobody who is named is still taken", () => {
  expect(states(server([2, 2, 0, 0], [held("dev", 1)]))).toEqual(["TEAM", "TAKEN"]);
});

test("a server that shrank shows more than it has", () => {
  expect(states(server([1, 2, 0, 0], [held("dev", 2)]))).toEqual(["TEAM", "TEAM"]);
});

test("a server without GPUs has no cells", () => {
  expect(gpuCells(server([0, 0, 0, 0], [held("dev", 0)]))).toEqual([]);
});
