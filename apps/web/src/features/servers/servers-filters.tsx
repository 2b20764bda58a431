"use client";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { GpuModelsDocument } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { ChoiceField } from "@/ui/choice-field";
import { SearchField } from "@/ui/search-field";
import { serverLook, serverStatuses } from "./server-looks";
import type { useServersSearch } from "./servers-search";

const statusChoices = serverStatuses.map((value) => ({ value, name: serverLook(value).word }));
const gpuCounts = [1, 2, 4, 8];

type ServersFiltersProps = Pick<ReturnType<typeof useServersSearch>, "search" | "setSearch">;

export function ServersFilters({ search, setSearch }: ServersFiltersProps) {
  const { data } = useLiveQuery(GpuModelsDocument, {}, []);
  const models = data?.overview.gpusByModel.map(({ model }) => ({ value: model, name: model })) ?? [];
  return (
    <Stack direction={{ xs: "column", sm: "row" }} sx={{ gap: 1.5, mb: 2, flexWrap: "wrap" }}>
      <SearchField label="Search servers" value={search.q} onChange={(q) => setSearch({ q, page: null })} />
      <Stack direction="row" sx={{ gap: 1.5, flexGrow: 1, minWidth: { sm: 420 }, maxWidth: { sm: 640 } }}>
        <ChoiceField
          label="Status"
          choices={statusChoices}
          value={search.status}
          onChange={(chosen) => setSearch({ status: serverStatuses.filter((one) => chosen.includes(one)), page: null })}
        />
        <ChoiceField
          label="GPU model"
          choices={models}
          value={search.model}
          onChange={(model) => setSearch({ model, page: null })}
        />
        <TextField
          select
          label="Available GPUs"
          value={search.gpus ?? ""}
          onChange={(event) => setSearch({ gpus: Number(event.target.value) || null, page: null })}
          slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
        >
          <MenuItem value="">Any</MenuItem>
          {gpuCounts.map((count) => (
            <MenuItem key={count} value={count}>
              {plural(count, "GPU")} or more
            </MenuItem>
          ))}
        </TextField>
      </Stack>
    </Stack>
  );
}
