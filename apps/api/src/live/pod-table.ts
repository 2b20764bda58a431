import type { PodStatus } from "@resource-manager/domain/model/pod";
import type { LivePodRow } from "./pod-row.ts";
import { type RowQuery, RowTable, type RowTableDefinition, SORTED_ON_THE_SPOT_MAX } from "./row-table.ts";
import { EVERYTHING } from "./sight.ts";

export type PodOrderName = "CREATED_AT" | "GPUS" | "NAME" | "NAMESPACE" | "OWNER" | "SERVER" | "STATUS";
export type PodFacet = "namespace" | "owner" | "server" | "status" | "team";
export type PodTable = RowTable<LivePodRow, PodOrderName, PodFacet>;
export type PodQuery = RowQuery<LivePodRow, PodFacet>;

/** Which pods; what is left out, null or an empty list does not matter. */
export interface PodCriteria {
  readonly namespaces?: readonly string[] | null | undefined;
  readonly owners?: readonly string[] | null | undefined;
  readonly servers?: readonly string[] | null | undefined;
  readonly status?: readonly PodStatus[] | null | undefined;
  readonly teams?: readonly string[] | null | undefined;
  /** Part of name, namespace, owner, image or server, any case. */
  readonly search?: string | null | undefined;
}

/** Those that need somebody's eye come first. */
const STATUS_RANK: Readonly<Record<PodStatus, number>> = {
  FAILED: 0,
  UNKNOWN: 1,
  PENDING: 2,
  TERMINATING: 3,
  RUNNING: 4,
  SUCCEEDED: 5,
};

const DEFINITION: RowTableDefinition<LivePodRow, PodOrderName, PodFacet> = {
  keyOf: (row) => row.key,
  orders: {
    CREATED_AT: (row) => row.createdAt.getTime(),
    GPUS: (row) => row.requested.gpus,
    NAME: (row) => row.name,
    NAMESPACE: (row) => row.namespace,
    OWNER: (row) => row.owner,
    SERVER: (row) => row.serverName ?? "",
    STATUS: (row) => STATUS_RANK[row.status],
  },
  facets: {
    namespace: (row) => row.namespace,
    owner: (row) => row.owner,
    server: (row) => row.serverName,
    status: (row) => row.status,
    team: (row) => row.team,
  },
};

export function podTable(sortedOnTheSpotMax = SORTED_ON_THE_SPOT_MAX): PodTable {
  return new RowTable(DEFINITION, sortedOnTheSpotMax);
}

/** `sight`: of the one who asks. */
export function podQuery(criteria: PodCriteria, sight = EVERYTHING): PodQuery {
  const { namespaces, owners, servers, status, teams, search } = criteria;
  const picks = new Map<PodFacet, ReadonlySet<string>>();
  const given = { namespace: namespaces, owner: owners, server: servers, status, team: teams };
  for (const [facet, values] of Object.entries(given))
    if (values?.length) picks.set(facet as PodFacet, new Set(values));
  if (sight.teams !== null) picks.set("team", bothOf(picks.get("team"), sight.teams));
  const text = search?.trim().toLowerCase() ?? "";
  return { picks, test: text === "" ? null : (row) => row.haystack.includes(text) };
}

function bothOf(asked: ReadonlySet<string> | undefined, seen: ReadonlySet<string>): ReadonlySet<string> {
  return asked === undefined ? seen : new Set([...asked].filter((team) => seen.has(team)));
}
