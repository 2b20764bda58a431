import {
  parseAsArrayOf,
  parseAsInteger,
  parseAsIsoDate,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useMemo } from "react";
import type { AuditFilter } from "@/gql/graphql";
import { auditResults } from "./audit-looks";

const dayMs = 24 * 60 * 60_000;
const pageSizeDefault = 50;

const auditSearch = {
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(pageSizeDefault),
  actor: parseAsString.withDefault("").withOptions({ history: "replace" }),
  subject: parseAsString.withDefault("").withOptions({ history: "replace" }),
  team: parseAsString.withDefault(""),
  result: parseAsArrayOf(parseAsStringLiteral(auditResults)).withDefault([]),
  from: parseAsIsoDate,
  to: parseAsIsoDate,
};

/** Which events the URL asks for, as people set it and as the API wants it. Days are whole days in UTC. */
export function useAuditSearch() {
  const [search, setSearch] = useQueryStates(auditSearch, { history: "push" });
  const { actor, subject, team, result, from, to } = search;
  const filter = useMemo(
    (): AuditFilter => ({
      ...(actor && { actor }),
      ...(subject && { subject: subject.includes(":") ? subject : `pod:${subject}` }),
      ...(team && { team }),
      ...(result.length > 0 && { results: result }),
      ...(from && { since: from.toISOString() }),
      ...(to && { until: new Date(to.getTime() + dayMs - 1).toISOString() }),
    }),
    [actor, subject, team, result, from, to],
  );
  return { search, setSearch, filter, filtered: Object.keys(filter).length > 0 };
}
