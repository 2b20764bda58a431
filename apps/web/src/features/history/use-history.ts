import { useQuery } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import { type HistoryGroup, ResourceHistoryDocument, type ResourceHistoryQuery } from "@/gql/graphql";
import { lengthMs, type TimeRange } from "./history-search";

export type ShownHistory = ResourceHistoryQuery["resourceHistory"];

/** A day of minutes in steps of six, and the slot that is under way. */
const pointsMax = 242;
const pollMs = 10_000;

interface HistoryRequest extends TimeRange {
  readonly by: HistoryGroup;
  readonly names: readonly string[];
}

/**
 * The history of a range, asked for again as new points can have come: every 10 s, or as often as the range has points, and not while
 * the page is hidden. The answer before stays until the next one is there.
 */
export function useHistory({ by, names, ...time }: HistoryRequest) {
  const { until } = time;
  const length = lengthMs(time);
  const now = useLiveEnd(until === null ? Math.max(pollMs, length / pointsMax / 2) : null);
  const to = until ?? now;
  const input = {
    from: new Date(to.getTime() - length).toISOString(),
    to: to.toISOString(),
    groupBy: by,
    names: names.length > 0 ? [...names] : null,
    pointsMax,
  };
  const { data, error, refetch } = useQuery(ResourceHistoryDocument, {
    variables: { input },
    fetchPolicy: "no-cache",
  });
  const shown = useRef<{ readonly by: HistoryGroup; readonly history: ShownHistory } | null>(null);
  if (data?.resourceHistory) shown.current = { by, history: data.resourceHistory as ShownHistory };
  // The lines of another split are no answer to this one.
  const history = shown.current?.by === by ? shown.current.history : undefined;
  return { history, error: history ? undefined : error, retry: () => void refetch().catch(() => undefined) };
}

/** The time, moved on at each interval while somebody can see it; null: it stands still. */
function useLiveEnd(everyMs: number | null): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (everyMs === null) return;
    const tick = () => {
      if (document.visibilityState === "visible") setNow(new Date());
    };
    tick();
    const timer = setInterval(tick, everyMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [everyMs]);
  return now;
}
