import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import type { PodFilter, PodOrder, PodOrderField } from "@/gql/graphql";
import { listSearch } from "@/lib/list-search";
import { podStatuses } from "./pod-looks";

const orderFields = [
  "NAME",
  "NAMESPACE",
  "STATUS",
  "OWNER",
  "SERVER",
  "GPUS",
  "CREATED_AT",
] as const satisfies readonly PodOrderField[];

const podsSearch = {
  ...listSearch(orderFields),
  status: parseAsArrayOf(parseAsStringLiteral(podStatuses)).withDefault([]),
  namespace: parseAsArrayOf(parseAsString).withDefault([]),
  server: parseAsString.withDefault(""),
  selected: parseAsArrayOf(parseAsString).withDefault([]),
};

/** Which pods the URL asks for, as people set it and as the API wants it. */
export function usePodsSearch() {
  const [search, setSearch] = useQueryStates(podsSearch, { history: "push" });
  const { team } = useTeamChoice();
  const { q, status, namespace, server, sort, dir } = search;
  const ownFilter = useMemo(
    (): PodFilter => ({
      ...(q && { search: q }),
      ...(status.length > 0 && { status }),
      ...(namespace.length > 0 && { namespaces: namespace }),
      ...(server && { servers: [server] }),
    }),
    [q, status, namespace, server],
  );
  const filter = useMemo((): PodFilter => ({ ...ownFilter, ...(team && { teams: [team] }) }), [ownFilter, team]);
  const orderBy = useMemo((): PodOrder | null => (sort ? { field: sort, direction: dir } : null), [sort, dir]);
  return { search, setSearch, team, filter, orderBy, filtered: Object.keys(ownFilter).length > 0 };
}
