import { parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs";

const pageSizeDefault = 50;

/** What every list keeps in the URL: the search, the page (from 1, as people count), its size, and the order. */
export function listSearch<TField extends string>(orderFields: readonly TField[]) {
  return {
    q: parseAsString.withDefault("").withOptions({ history: "replace" }),
    page: parseAsInteger.withDefault(1),
    size: parseAsInteger.withDefault(pageSizeDefault),
    sort: parseAsStringLiteral(orderFields),
    dir: parseAsStringLiteral(["ASC", "DESC"] as const).withDefault("ASC"),
  };
}
