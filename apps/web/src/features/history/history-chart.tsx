"use client";
import { useTheme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import { ChartsBrushOverlay } from "@mui/x-charts/ChartsBrushOverlay";
import { LineChart } from "@mui/x-charts/LineChart";
import type { ResourceKey, ResourceKind } from "@/lib/format/amounts";
import { formatAbsolute } from "@/lib/format/time";
import type { ChartLine } from "./chart-lines";
import { MarkedTime } from "./marked-time";
import { timeTicks } from "./time-ticks";

export interface HistoryChartProps {
  readonly kind: ResourceKind;
  readonly times: readonly string[];
  readonly lines: readonly ChartLine[];
  readonly height: number;
  /** Which moment is pointed at, in this chart or in one beside it; null: none. */
  readonly pointed?: number | null;
  readonly onPoint?: (index: number | null) => void;
  /** A click asks for a closer look at that moment. */
  readonly onLook?: ((time: Date) => void) | undefined;
  /** Dragging from one moment to another marks what is between them. */
  readonly onMark?: ((one: Date, other: Date) => void) | undefined;
}

const timeAxis = "time";
/** What one is of in a chart: its ticks are round numbers of these. */
const units: Record<ResourceKey, number> = { gpus: 1, cpuMillis: 1_000, ramBytes: 2 ** 30, storageBytes: 2 ** 30 };
const tick = new Intl.NumberFormat("en", { notation: "compact" });

/** Lines over time. What was not known is a gap in its line. */
export function HistoryChart({ kind, times, lines, height, pointed, onPoint, onLook, onMark }: HistoryChartProps) {
  const { vars } = useTheme();
  const isStill = useMediaQuery("(prefers-reduced-motion: reduce)");
  const colors = {
    offered: vars?.palette.text.secondary,
    allocated: vars?.palette.amount.ours,
    used: vars?.palette.amount.used,
  };
  const unit = units[kind.key];
  const dates = times.map((time) => new Date(time));
  const [first, last] = [dates[0], dates.at(-1)];
  const ticks = first && last ? timeTicks(first, last) : [];
  return (
    <LineChart
      height={height}
      margin={{ left: 0, right: 12, top: 8, bottom: 0 }}
      grid={{ horizontal: true }}
      skipAnimation={isStill || pointed !== undefined}
      xAxis={[
        {
          id: timeAxis,
          scaleType: "time",
          data: dates,
          valueFormatter: (time: Date, { location }) =>
            location === "tick" ? tickText(time, dates) : formatAbsolute(time),
          tickInterval: ticks,
        },
      ]}
      yAxis={[
        {
          min: 0,
          width: 52,
          tickNumber: 4,
          tickMinStep: kind.key === "gpus" ? 1 : 0,
          valueFormatter: (value: number) => tick.format(value),
        },
      ]}
      series={lines.map(({ id, label, tone, values }) => ({
        id,
        label,
        data: values.map((value) => value && value / unit),
        ...(tone && colors[tone] && { color: colors[tone] }),
        showMark: false,
        curve: "linear" as const,
        valueFormatter: (value: number | null) => (value === null ? "–" : kind.inList(Math.round(value * unit))),
      }))}
      axisHighlight={{ x: "line" }}
      {...(pointed !== undefined && {
        highlightedAxis: pointed === null ? [] : [{ axisId: timeAxis, dataIndex: pointed }],
      })}
      onHighlightedAxisChange={(axes) => onPoint?.(axes.find(({ axisId }) => axisId === timeAxis)?.dataIndex ?? null)}
      onAxisClick={(_, point) => {
        if (point?.axisValue instanceof Date) onLook?.(point.axisValue);
      }}
      slotProps={{ legend: { position: { vertical: "bottom", horizontal: "start" } } }}
      brushConfig={{ enabled: onMark !== undefined }}
      sx={{ cursor: onLook ? "zoom-in" : "default", touchAction: "pan-y" }}
    >
      {onMark && <ChartsBrushOverlay />}
      {onMark && <MarkedTime onMark={onMark} />}
    </LineChart>
  );
}

/** The time of day while all is within a day, else the day. */
function tickText(time: Date, all: readonly Date[]): string {
  const spanMs = (all.at(-1)?.getTime() ?? 0) - (all[0]?.getTime() ?? 0);
  return spanMs > 2 * 86_400_000
    ? time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })
    : time.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
