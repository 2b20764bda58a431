"use client";
import { formatAbsolute, formatRelative } from "@/lib/format/time";
import { useNow } from "./use-now";

/** `3 min. ago`, the exact time on hover; a dash where there is none. */
export function RelativeTime({ time }: { time: string | null | undefined }) {
  const now = useNow();
  if (!time) return <span>–</span>;
  const date = new Date(time);
  return (
    <time dateTime={time} aria-description={formatAbsolute(date)} style={{ whiteSpace: "nowrap" }}>
      {formatRelative(date, now)}
    </time>
  );
}
