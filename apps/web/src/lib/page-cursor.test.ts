import { expect, test } from "vitest";
import { walk } from "./page-cursor";

/** A list of `rows` rows whose cursors are their numbers. */
function listOf(rows: number) {
  const asked: [number, string | null][] = [];
  const endOf = async (first: number, after: string | null) => {
    asked.push([first, after]);
    const end = Math.min(rows, Number(after ?? 0) + first);
    return { endCursor: String(end), hasNextPage: end < rows };
  };
  return { endOf, asked };
}
const firstPage = new Map<number, string | null>([[0, null]]);

test("finds a far page in steps of at most 500 rows", async () => {
  const { endOf, asked } = listOf(2_000);
  const cursors = await walk(firstPage, 25, 50, endOf);
  expect(cursors?.get(25)).toBe("1250");
  expect(asked).toEqual([
    [500, null],
    [500, "500"],
    [250, "1000"],
  ]);
});

test("begins at the nearest page that is known", async () => {
  const { endOf, asked } = listOf(2_000);
  const cursors = await walk(new Map([...firstPage, [10, "500"], [30, "1500"]]), 12, 50, endOf);
  expect(cursors?.get(12)).toBe("600");
  expect(asked).toEqual([[100, "500"]]);
});

test("says so when the list ends before the page", async () => {
  const { endOf } = listOf(120);
  expect(await walk(firstPage, 2, 50, endOf)).not.toBeNull();
  expect(await walk(firstPage, 3, 50, endOf)).toBeNull();
});
