import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePlaces, type Place, SortedRows } from "./sorted-rows.ts";

interface Row {
  readonly key: string;
  readonly rank: number;
}
const by = { keyOf: (row: Row) => row.key, valueOf: (row: Row) => row.rank };
const row = fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e", "f"), rank: fc.nat(3) });

describe("SortedRows", () => {
  it("after any changes, any page from any place is what sorting everything would give", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.boolean())), row, fc.boolean(), (changes, from, descending) => {
        const rows = new Map<string, Row>();
        const sorted = new SortedRows<Row>([], by);
        for (const [change, isRemoval] of changes) {
          const before = rows.get(change.key) ?? null;
          sorted.replace(before, isRemoval ? null : change);
          if (isRemoval) rows.delete(change.key);
          else rows.set(change.key, change);
        }
        const place: Place = { value: from.rank, key: from.key };
        const sign = descending ? -1 : 1;
        const expected = [...rows.values()]
          .filter((each) => sign * comparePlaces(sorted.placeOf(each), place) > 0)
          .sort((a, b) => sign * comparePlaces(sorted.placeOf(a), sorted.placeOf(b)));
        expect([...sorted.after(place, descending)]).toEqual(expected);
      }),
    );
  });

  it("starts with rows that were there", () => {
    const sorted = new SortedRows(
      [
        { key: "b", rank: 1 },
        { key: "a", rank: 1 },
        { key: "c", rank: 0 },
      ],
      by,
    );
    expect([...sorted.after(null, false)].map((each) => each.key)).toEqual(["c", "a", "b"]);
    expect([...sorted.after(null, true)].map((each) => each.key)).toEqual(["b", "a", "c"]);
  });
});
