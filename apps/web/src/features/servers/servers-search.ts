import { parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { ServerFilter, ServerOrder, ServerOrderField } from "@/gql/graphql";
import { listSearch } from "@/lib/list-search";
import { serverStatuses } from "./server-looks";

const orderFields = [
  "NAME",
  "GPU_MODEL",
  "STATUS",
  "AVAILABLE_GPUS",
  "AVAILABLE_CPU",
  "AVAILABLE_RAM",
  "AVAILABLE_STORAGE",
  "PODS",
] as const satisfies readonly ServerOrderField[];

/** How the servers are shown. */
export const serversViews = ["list", "map"] as const;
export type ServersView = (typeof serversViews)[number];

/** How large the map's tiles are. */
export const tileSizes = ["large", "small"] as const;
export type TileSize = (typeof tileSizes)[number];

const serversSearch = {
  ...listSearch(orderFields),
  view: parseAsStringLiteral(serversViews).withDefault("list"),
  status: parseAsArrayOf(parseAsStringLiteral(serverStatuses)).withDefault([]),
  model: parseAsArrayOf(parseAsString).withDefault([]),
  gpus: parseAsInteger,
  /** Null: as many servers there are. */
  tiles: parseAsStringLiteral(tileSizes),
};

/** Which servers the URL asks for, as people set it and as the API wants it. */
export function useServersSearch() {
  const [search, setSearch] = useQueryStates(serversSearch, { history: "push" });
  const { q, status, model, gpus, sort, dir } = search;
  const filter = useMemo(
    (): ServerFilter => ({
      ...(q && { search: q }),
      ...(status.length > 0 && { status }),
      ...(model.length > 0 && { gpuModels: model }),
      ...(gpus && { availableGpus: gpus }),
    }),
    [q, status, model, gpus],
  );
  const orderBy = useMemo((): ServerOrder | null => (sort ? { field: sort, direction: dir } : null), [sort, dir]);
  return { search, setSearch, filter, orderBy, filtered: Object.keys(filter).length > 0 };
}
