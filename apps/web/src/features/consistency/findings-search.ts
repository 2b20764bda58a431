import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import type { FindingFilter } from "@/gql/graphql";
import { findingClasses, severityNames, standingStates } from "./finding-looks";

export const consistencyTabs = ["findings", "history", "policies"] as const;

const consistencySearch = {
  tab: parseAsStringLiteral(consistencyTabs).withDefault("findings"),
  q: parseAsString.withDefault("").withOptions({ history: "replace" }),
  kind: parseAsArrayOf(parseAsStringLiteral(findingClasses)).withDefault([]),
  severity: parseAsArrayOf(parseAsStringLiteral(severityNames)).withDefault([]),
  state: parseAsArrayOf(parseAsStringLiteral(standingStates)).withDefault([]),
  namespace: parseAsArrayOf(parseAsString).withDefault([]),
};

/** What the URL asks for, as people set it and as the API wants it. */
export function useConsistencySearch() {
  const [search, setSearch] = useQueryStates(consistencySearch, { history: "push" });
  const { team } = useTeamChoice();
  const { q, kind, severity, state, namespace } = search;
  const ownFilter = useMemo(
    (): FindingFilter => ({
      ...(q && { search: q }),
      ...(kind.length > 0 && { classes: kind }),
      ...(severity.length > 0 && { severities: severity }),
      ...(state.length > 0 && { states: state }),
      ...(namespace.length > 0 && { namespaces: namespace }),
    }),
    [q, kind, severity, state, namespace],
  );
  const filter = useMemo((): FindingFilter => ({ ...ownFilter, ...(team && { team }) }), [ownFilter, team]);
  return { search, setSearch, filter, team, filtered: Object.keys(ownFilter).length > 0 };
}
