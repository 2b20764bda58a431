"use client";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import { PodFormChoicesDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { ChoiceField } from "@/ui/choice-field";
import { SearchField } from "@/ui/search-field";
import { podLook, podStatuses } from "./pod-looks";
import type { usePodsSearch } from "./pods-search";

const statusChoices = podStatuses.map((value) => ({ value, name: podLook(value).word }));

type PodsFiltersProps = Pick<ReturnType<typeof usePodsSearch>, "search" | "setSearch">;

export function PodsFilters({ search, setSearch }: PodsFiltersProps) {
  const { data } = useLiveQuery(PodFormChoicesDocument, {}, []);
  const namespaces = data?.namespaces.map(({ name }) => ({ value: name, name })) ?? [];
  return (
    <Stack
      direction={{ xs: "column", sm: "row" }}
      sx={{ gap: 1.5, mb: 2, alignItems: { sm: "center" }, flexWrap: "wrap" }}
    >
      <SearchField label="Search pods" value={search.q} onChange={(q) => setSearch({ q, page: null })} />
      <Stack direction="row" sx={{ gap: 1.5, minWidth: { sm: 360 } }}>
        <ChoiceField
          label="Status"
          choices={statusChoices}
          value={search.status}
          onChange={(chosen) => setSearch({ status: podStatuses.filter((one) => chosen.includes(one)), page: null })}
        />
        <ChoiceField
          label="Namespace"
          choices={namespaces}
          value={search.namespace}
          onChange={(namespace) => setSearch({ namespace, page: null })}
        />
      </Stack>
      {search.server && (
        <Chip
          label={`On server ${search.server}`}
          onDelete={() => setSearch({ server: null, page: null })}
          size="medium"
        />
      )}
    </Stack>
  );
}
