"use client";
import EarlierIcon from "@mui/icons-material/ChevronLeft";
import LaterIcon from "@mui/icons-material/ChevronRight";
import ZoomInIcon from "@mui/icons-material/ZoomIn";
import ZoomOutIcon from "@mui/icons-material/ZoomOut";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Tooltip from "@mui/material/Tooltip";
import { HistoryNamesDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { ChoiceField } from "@/ui/choice-field";
import {
  type groups,
  lengthMs,
  type Measure,
  moved,
  type RangeKey,
  ranges,
  type TimeRange,
  type useHistorySearch,
  zoomedIn,
  zoomedOut,
} from "./history-search";

type Group = (typeof groups)[number];

const groupNames: Record<Group, string> = { ALL: "Not split", GPU_MODEL: "GPU model", TEAM: "Team", SERVER: "Server" };

interface MonitorFiltersProps extends ReturnType<typeof useHistorySearch> {
  /** Lines that are shown now: what one can choose among servers. */
  readonly shown: readonly string[];
}

/** One filter for all charts: the time, what the lines are, and which of them. */
export function MonitorFilters({ search, setSearch, shown }: MonitorFiltersProps) {
  const { data } = useLiveQuery(HistoryNamesDocument, {}, []);
  const names = {
    ALL: [],
    GPU_MODEL: data?.overview.gpusByModel.map(({ model }) => model) ?? [],
    TEAM: data?.teams.map(({ name }) => name) ?? [],
    SERVER: [...new Set([...search.names, ...shown])].sort(),
  }[search.by];
  return (
    <Stack sx={{ gap: 1.5, mb: 2 }}>
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap", alignItems: "center" }}>
        <ToggleButtonGroup
          size="small"
          exclusive
          aria-label="Range"
          value={search.from ? null : search.range}
          onChange={(_, range: RangeKey | null) => range && setSearch({ range, until: null, from: null })}
          sx={{ "& .MuiToggleButton-root": { color: "text.primary", px: 1.25 } }}
        >
          {ranges.map(({ key, label }) => (
            <ToggleButton key={key} value={key}>
              {label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <TimeButtons search={search} onChange={setSearch} />
      </Stack>
      <Stack direction={{ xs: "column", sm: "row" }} sx={{ gap: 1.5, maxWidth: { sm: 680 } }}>
        <TextField
          select
          label="Split by"
          sx={{ maxWidth: { sm: 208 } }}
          value={search.by}
          onChange={(event) => setSearch({ by: event.target.value as Group, names: null })}
        >
          {Object.entries(groupNames).map(([value, name]) => (
            <MenuItem key={value} value={value}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        {search.by !== "ALL" && (
          <>
            <ChoiceField
              label={groupNames[search.by]}
              choices={names.map((value) => ({ value, name: value }))}
              value={search.names}
              onChange={(names) => setSearch({ names })}
            />
            <TextField
              select
              label="Shown"
              sx={{ maxWidth: { sm: 208 } }}
              value={search.show}
              onChange={(event) => setSearch({ show: event.target.value as Measure })}
            >
              <MenuItem value="allocated">Allocated</MenuItem>
              <MenuItem value="used">Used</MenuItem>
            </TextField>
          </>
        )}
      </Stack>
    </Stack>
  );
}

const lastRange = ranges[ranges.length - 1] ?? ranges[0];

function TimeButtons({ search, onChange }: { search: TimeRange; onChange: (range: TimeRange) => void }) {
  const go = (next: TimeRange | null) => next && onChange(next);
  const middle = () => new Date((search.until ?? new Date()).getTime() - lengthMs(search) / 2);
  const buttons = [
    { name: "Earlier", icon: EarlierIcon, off: false, act: () => go(moved(search, -1, new Date())) },
    { name: "Later", icon: LaterIcon, off: search.until === null, act: () => go(moved(search, 1, new Date())) },
    {
      name: "Zoom in",
      icon: ZoomInIcon,
      off: lengthMs(search) <= ranges[0].ms,
      act: () => go(zoomedIn(search, middle())),
    },
    {
      name: "Zoom out",
      icon: ZoomOutIcon,
      off: lengthMs(search) >= lastRange.ms,
      act: () => go(zoomedOut(search, new Date())),
    },
  ];
  return (
    <Stack direction="row" sx={{ alignItems: "center" }}>
      {buttons.map(({ name, icon: Icon, off, act }) => (
        <Tooltip key={name} title={name} describeChild={false}>
          <span>
            <IconButton aria-label={name} disabled={off} onClick={act}>
              <Icon />
            </IconButton>
          </span>
        </Tooltip>
      ))}
      <Button
        disabled={search.until === null}
        onClick={() => onChange({ range: search.range, until: null, from: null })}
      >
        {search.until === null ? "Live" : "Back to live"}
      </Button>
    </Stack>
  );
}
