import type { RawClient } from "./raw-client.ts";

/** All pages of a LIST of the whole cluster, as bytes, one after the other. */
export async function* pages(client: RawClient, kind: "nodes" | "pods", pageSize: number): AsyncGenerator<Buffer> {
  let next = "";
  do {
    const page = await client.get(
      `/api/v1/${kind}?limit=${pageSize}${next === "" ? "" : `&continue=${encodeURIComponent(next)}`}`,
    );
    yield page;
    // List metadata is at the beginning of the answer, before the items.
    next = /"continue":"([^"]*)"/.exec(page.subarray(0, 1_000).toString("latin1"))?.[1] ?? "";
  } while (next !== "");
}
