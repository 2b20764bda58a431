"use client";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import { useSyncExternalStore } from "react";
import type { SystemFactsFragment } from "@/gql/graphql";
import { reach } from "@/lib/api/reach";
import { formatAbsolute, formatClock } from "@/lib/format/time";
import { freshness } from "@/lib/live/freshness";
import { useNow } from "@/ui/use-now";

/** Stands over every page while what it shows may no longer be so: since when, why, and what still works. Goes by itself. */
export function StaleBar({ system }: { system: SystemFactsFragment | undefined }) {
  const reached = useSyncExternalStore(reach.subscribe, reach.get, reach.get);
  const now = useNow();
  const state = freshness(reached, system ?? null, now);
  return (
    <Box role="status" aria-label="Freshness">
      {!state.fresh && (
        <Alert severity="warning" variant="filled" sx={{ borderRadius: 0, bgcolor: "warning.dark", color: "#fff" }}>
          <strong>
            Stale since <time dateTime={state.since.toISOString()}>{sinceText(state.since, now)}</time>
          </strong>
          : {state.why} {state.works}
        </Alert>
      )}
    </Box>
  );
}

function sinceText(since: Date, now: Date): string {
  return since.toDateString() === now.toDateString() ? formatClock(since) : formatAbsolute(since);
}
