"use client";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import dynamic from "next/dynamic";
import { useState } from "react";
import { RESOURCES, type ResourceKey, type ResourceKind } from "@/lib/format/amounts";
import { Section } from "@/ui/section";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { type ChartLine, chartLines, lastValue } from "./chart-lines";
import type { Measure } from "./history-search";
import type { ShownHistory, useHistory } from "./use-history";

/** Charts are large: only pages that show one load them. */
const HistoryChart = dynamic(() => import("./history-chart").then((module) => module.HistoryChart), {
  ssr: false,
  loading: () => <Placeholder lines={1} height={220} />,
});

interface ResourceChartsProps extends ReturnType<typeof useHistory> {
  readonly resources: readonly ResourceKey[];
  readonly by: string;
  readonly show: Measure;
  readonly height?: number;
  readonly onLook?: (time: Date) => void;
  /** Somebody dragged from one moment to another. */
  readonly onMark?: (one: Date, other: Date) => void;
  /** Without: charts stand in a card of their own each. */
  readonly bare?: boolean;
}

/** A chart for each resource over one time; pointing into one points into all. */
export function ResourceCharts({ history, error, retry, ...rest }: ResourceChartsProps) {
  const { resources, by, show, height = 240, onLook, onMark, bare = false } = rest;
  const [pointed, setPointed] = useState<number | null>(null);
  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  if (history === undefined) return <Placeholder lines={resources.length} height={height} />;
  const isEmpty = !history.series.some(({ gpus }) => gpus.allocated.some((value) => value !== null));
  return (
    <>
      {history.off && (
        <Alert severity="warning" variant="outlined" sx={{ mb: 2 }}>
          Nothing is kept at present: {history.off}
        </Alert>
      )}
      {isEmpty && (
        <EmptyState title="No history of this time">
          The first points come within a minute of the start; they are kept for 30 days.
        </EmptyState>
      )}
      {!isEmpty && (
        <Box
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" },
          }}
        >
          {RESOURCES.filter(({ key }) => resources.includes(key)).map((kind) => {
            const lines = chartLines(history.series, kind.key, by, show);
            const title = kind.unit ? `${kind.label} (${kind.unit})` : kind.label;
            const chart = (
              <Chart
                key={kind.key}
                {...{ kind, history, lines, height, pointed, onLook, onMark, show }}
                onPoint={setPointed}
                title={title}
              />
            );
            return bare ? (
              <Box key={kind.key} sx={{ minWidth: 0 }}>
                <Typography component="h3" variant="h3" sx={{ mb: 0.5 }}>
                  {title}
                </Typography>
                {chart}
              </Box>
            ) : (
              <Section key={kind.key} title={title}>
                {chart}
              </Section>
            );
          })}
        </Box>
      )}
    </>
  );
}

interface ChartProps {
  readonly title: string;
  readonly kind: ResourceKind;
  readonly history: ShownHistory;
  readonly lines: readonly ChartLine[];
  readonly height: number;
  readonly show: Measure;
  readonly pointed: number | null;
  readonly onPoint: (index: number | null) => void;
  readonly onLook: ((time: Date) => void) | undefined;
  readonly onMark: ((one: Date, other: Date) => void) | undefined;
}

/** The chart, and in words what it ends with, for those who do not see it. */
function Chart({ title, kind, history, lines, height, show, pointed, onPoint, onLook, onMark }: ChartProps) {
  if (lines.length === 0) {
    return (
      <Typography variant="body2" sx={{ color: "text.secondary", py: 2 }}>
        {show === "used" ? notMeasured(kind, history) : "Nothing was allocated."}
      </Typography>
    );
  }
  const words = lines
    .map(({ label, values }) => `${label} ${kind.inList(Math.round(lastValue(values) ?? 0))}`)
    .join(", ");
  return (
    <Box role="figure" aria-label={`${title} over time`}>
      <HistoryChart times={history.times} {...{ kind, lines, height, pointed, onPoint, onLook, onMark }} />
      <Typography variant="body2" sx={{ color: "text.secondary", mt: 0.5 }}>
        Last: {words}
      </Typography>
    </Box>
  );
}

function notMeasured({ key, label }: ResourceKind, { usedUnknown }: ShownHistory): string {
  if (key === "gpus" || key === "storageBytes") return `Kubernetes' resource metrics do not measure ${label}.`;
  return usedUnknown ?? "Nothing was measured in this time.";
}
