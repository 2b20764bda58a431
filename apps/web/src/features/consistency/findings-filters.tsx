"use client";
import Stack from "@mui/material/Stack";
import { PodFormChoicesDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { ChoiceField } from "@/ui/choice-field";
import { SearchField } from "@/ui/search-field";
import { className, findingClasses, severityLook, severityNames, standingStates, stateLook } from "./finding-looks";
import type { useConsistencySearch } from "./findings-search";

const classChoices = findingClasses.map((value) => ({ value, name: className(value) }));
const severityChoices = severityNames.map((value) => ({ value, name: severityLook(value).word }));
const stateChoices = standingStates.map((value) => ({ value, name: stateLook(value).word }));

type FindingsFiltersProps = Pick<ReturnType<typeof useConsistencySearch>, "search" | "setSearch">;

export function FindingsFilters({ search, setSearch }: FindingsFiltersProps) {
  const { data } = useLiveQuery(PodFormChoicesDocument, {}, []);
  const namespaces = data?.namespaces.map(({ name }) => ({ value: name, name })) ?? [];
  return (
    <Stack
      sx={{
        display: "grid",
        gridTemplateColumns: { xs: "1fr 1fr", md: "minmax(200px, 280px) repeat(4, minmax(0, 180px))" },
        gap: 1.5,
        "& > :first-of-type": { gridColumn: { xs: "1 / -1", md: "auto" } },
      }}
    >
      <SearchField label="Search findings" value={search.q} onChange={(q) => setSearch({ q })} />
      <ChoiceField
        label="Kind"
        choices={classChoices}
        value={search.kind}
        onChange={(chosen) => setSearch({ kind: findingClasses.filter((one) => chosen.includes(one)) })}
      />
      <ChoiceField
        label="Severity"
        choices={severityChoices}
        value={search.severity}
        onChange={(chosen) => setSearch({ severity: severityNames.filter((one) => chosen.includes(one)) })}
      />
      <ChoiceField
        label="State"
        choices={stateChoices}
        value={search.state}
        onChange={(chosen) => setSearch({ state: standingStates.filter((one) => chosen.includes(one)) })}
      />
      <ChoiceField
        label="Namespace"
        choices={namespaces}
        value={search.namespace}
        onChange={(namespace) => setSearch({ namespace })}
      />
    </Stack>
  );
}
