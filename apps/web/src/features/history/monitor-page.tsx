"use client";
import DownloadIcon from "@mui/icons-material/DownloadOutlined";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { downloadCsv } from "@/lib/format/csv";
import { formatDuration } from "@/lib/format/time";
import { PageHeader } from "@/ui/page-header";
import { historyCsv } from "./history-csv";
import { marked, useHistorySearch, zoomedIn } from "./history-search";
import { MonitorFilters } from "./monitor-filters";
import { ResourceCharts } from "./resource-charts";
import { useHistory } from "./use-history";

/** What was allocated and used over time, in all, by GPU model, team or server. */
export function MonitorPage() {
  const { search, setSearch } = useHistorySearch();
  const answer = useHistory(search);
  const { history } = answer;
  const look = (time: Date) => {
    const closer = zoomedIn(search, time);
    if (closer) setSearch(closer);
  };
  const mark = (one: Date, other: Date) => setSearch(marked(search, one, other));
  return (
    <>
      <PageHeader
        title="Monitor"
        actions={
          <Button
            startIcon={<DownloadIcon />}
            disabled={!history || history.series.length === 0}
            onClick={() => history && downloadCsv("resource-history.csv", historyCsv(history))}
          >
            Download CSV
          </Button>
        }
      />
      <MonitorFilters search={search} setSearch={setSearch} shown={history?.series.map(({ name }) => name) ?? []} />
      <Typography variant="body2" sx={{ color: "text.secondary", mb: 1.5, minHeight: 20 }}>
        {history &&
          history.resolutionSeconds > 0 &&
          `Means of ${formatDuration(history.resolutionSeconds * 1000)}. Drag over a chart, or click it, for a closer look. `}
        {history?.usedUnknown && `Use is not measured: ${history.usedUnknown}`}
      </Typography>
      <ResourceCharts
        {...answer}
        resources={["gpus", "cpuMillis", "ramBytes", "storageBytes"]}
        by={search.by}
        show={search.show}
        onLook={look}
        onMark={mark}
      />
    </>
  );
}
