"use client";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { TeamsPageDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { ChoiceField } from "@/ui/choice-field";
import { SearchField } from "@/ui/search-field";
import { auditResults, resultLook } from "./audit-looks";
import type { useAuditSearch } from "./audit-search";

const resultChoices = auditResults.map((value) => ({ value, name: resultLook(value).word }));

export function AuditFilters({ search, setSearch }: Pick<ReturnType<typeof useAuditSearch>, "search" | "setSearch">) {
  const { data } = useLiveQuery(TeamsPageDocument, {}, []);
  const teams = data?.teams.map(({ name }) => name) ?? [];
  const unlisted = search.team !== "" && !teams.includes(search.team) ? [search.team] : [];
  return (
    <Stack
      direction="row"
      sx={{ gap: 1.5, mb: 2, flexWrap: "wrap", "& > *": { flex: { xs: "1 1 140px", sm: "0 1 152px" } } }}
    >
      <SearchField label="Who" value={search.actor} onChange={(actor) => setSearch({ actor, page: null })} />
      <SearchField
        label="Pod, or kind:name"
        value={search.subject}
        onChange={(subject) => setSearch({ subject, page: null })}
      />
      <TextField
        select
        label="Team"
        value={search.team}
        onChange={(event) => setSearch({ team: event.target.value || null, page: null })}
        slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
      >
        <MenuItem value="">Any</MenuItem>
        {[...teams, ...unlisted].map((name) => (
          <MenuItem key={name} value={name}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <ChoiceField
        label="Result"
        choices={resultChoices}
        value={search.result}
        onChange={(chosen) => setSearch({ result: auditResults.filter((one) => chosen.includes(one)), page: null })}
      />
      <DayField label="From" value={search.from} onChange={(from) => setSearch({ from, page: null })} />
      <DayField label="To" value={search.to} onChange={(to) => setSearch({ to, page: null })} />
    </Stack>
  );
}

function DayField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Date | null;
  onChange: (day: Date | null) => void;
}) {
  return (
    <TextField
      type="date"
      label={label}
      value={value?.toISOString().slice(0, 10) ?? ""}
      onChange={(event) => onChange(event.target.value ? new Date(event.target.value) : null)}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}
