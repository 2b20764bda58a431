import { expect, test } from "vitest";
import { TileStore } from "./tile-store";

interface Row {
  readonly name: string;
  readonly free: number;
}

const row = (name: string, free = 0): Row => ({ name, free });
const message = (rows: readonly Row[], rest: { reset?: boolean; removed?: string[] } = {}) => ({
  ...{ reset: false, removed: [], rows },
  ...rest,
});
const numbered = (count: number) => Array.from({ length: count }, (_, i) => row(`s-${String(i).padStart(4, "0")}`));
const open = () =>
  new TileStore<Row>(
    (a, b) => a.name.localeCompare(b.name),
    (a, b) => a.free === b.free,
  );

test("a snapshot may come in parts and in any order; a reset forgets what was known", () => {
  const store = open();
  const chunks = store.take([message([row("b")], { reset: true }), message([row("a")])]);
  expect(chunks.flat().map(({ name }) => name)).toEqual(["a", "b"]);
  expect(store.take([message([row("c")], { reset: true })]).flat()).toEqual([row("c")]);
});

test("what is told again and is the same is the same object, after a reset too", () => {
  const store = open();
  const before = store.take([message(numbered(120), { reset: true })]);
  const after = store.take([message(numbered(120), { reset: true }), message([row("s-0001", 4)])]);
  expect(after.filter((chunk, index) => chunk === before[index])).toHaveLength(2);
  expect(store.take([message([row("s-0001", 4)])])[0]).toBe(after[0]);
});

test("a change of one row leaves all other pieces the same objects", () => {
  const store = open();
  const before = store.take([message(numbered(1_500), { reset: true })]);
  const after = store.take([message([row("s-0720", 3)])]);
  expect(after.flat()[720]).toEqual(row("s-0720", 3));
  expect(after.filter((chunk, index) => chunk !== before[index])).toHaveLength(1);
});

test("rows that come and go move only what stands behind them", () => {
  const store = open();
  const before = store.take([message(numbered(1_500), { reset: true })]);
  const after = store.take([message([], { removed: ["s-1400"] })]);
  expect(after.flat()).toHaveLength(1_499);
  expect(after.filter((chunk, index) => chunk === before[index])).toHaveLength(28);
  expect(store.take([message([row("s-1400")])]).flat()).toEqual(numbered(1_500));
});

test("what is removed and unknown changes nothing", () => {
  const store = open();
  const before = store.take([message(numbered(60), { reset: true })]);
  const after = store.take([message([], { removed: ["unknown"] })]);
  expect(after.every((chunk, index) => chunk === before[index])).toBe(true);
});
