"use client";
import Tooltip from "@mui/material/Tooltip";
import { formatAbsolute, formatRelative } from "@/lib/format/time";
import { useNow } from "./use-now";

/** `3 min. ago`, the exact time on hover; a dash where there is none. */
export function RelativeTime({ time }: { time: string | null | undefined }) {
  const now = useNow();
  if (!time) return <span>–</span>;
  const date = new Date(time);
  return (
    <Tooltip title={formatAbsolute(date)}>
      <time dateTime={time} style={{ whiteSpace: "nowrap" }}>
        {formatRelative(date, now)}
      </time>
    </Tooltip>
  );
}
