import type { Page } from "../../live/row-table.ts";
import type { Place } from "../../live/sorted-rows.ts";
import { ApiError } from "../api-error.ts";

/** A list is cut to so many entries. */
export const PAGE_MAX = 500;

/** A page under the names that connections have in the schema. `totalCount` is counted when it is asked for, where the page does not know it. */
export class Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly #count: () => number;

  constructor(page: Page<Row>, orderName: string, count: () => number) {
    this.edges = page.entries.map(({ row, place }) => ({ cursor: pageCursor(orderName, place), node: row }));
    this.pageInfo = { hasNextPage: page.hasNextPage, endCursor: this.edges.at(-1)?.cursor ?? null };
    this.#count = () => page.total ?? count();
  }

  get nodes(): readonly Row[] {
    return this.edges.map((edge) => edge.node);
  }

  get totalCount(): number {
    return this.#count();
  }
}

/** `first` as it is used: at most {@link PAGE_MAX}; a negative number is refused. */
export function pageSize(first: number): number {
  if (first < 0) throw new ApiError("BAD_USER_INPUT", `first: ${first} is negative`);
  return Math.min(first, PAGE_MAX);
}

/** The place that a cursor names. A cursor of another order, or none of ours, is refused. */
export function placeAfter(after: string | null | undefined, orderName: string): Place | null {
  if (after === null || after === undefined) return null;
  const [order, value, key] = decode(after);
  const isPlace = (typeof value === "string" || typeof value === "number") && typeof key === "string";
  if (!isPlace || order !== orderName) {
    throw new ApiError("BAD_USER_INPUT", "after: this is no cursor of this list in this order");
  }
  return { value, key };
}

function pageCursor(orderName: string, { value, key }: Place): string {
  return Buffer.from(JSON.stringify([orderName, value, key])).toString("base64url");
}

function decode(cursor: string): unknown[] {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(decoded) ? decoded : [];
  } catch {
    return [];
  }
}
