"use client";
import RefreshIcon from "@mui/icons-material/Refresh";
import WarningIcon from "@mui/icons-material/WarningAmber";
import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import Stack from "@mui/material/Stack";
import Tooltip from "@mui/material/Tooltip";
import Typography from "@mui/material/Typography";
import type { PodActivityQuery } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { CodeBlock } from "@/ui/code-block";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { ErrorState, Placeholder } from "@/ui/states";
import type { usePodActivity } from "./use-pod-activity";

type PodEvent = NonNullable<NonNullable<PodActivityQuery["pod"]>["events"]>[number];

/** Events and log, which the cluster is asked for on demand. */
export function PodActivity({ pod, error, refresh }: ReturnType<typeof usePodActivity>) {
  const again = (
    <Tooltip title="Ask again">
      <IconButton size="small" aria-label="Ask for events and log again" onClick={refresh}>
        <RefreshIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
  return (
    <Section title="Events and log" beside={again}>
      {error !== undefined && !pod && <ErrorState error={error} />}
      {!pod && error === undefined && <Placeholder lines={5} />}
      {pod && (
        <Stack sx={{ gap: 2 }}>
          <Events events={pod.events} />
          {pod.log ? (
            <CodeBlock label="Log" text={pod.log} />
          ) : (
            <Typography variant="body2" sx={{ color: "text.secondary" }}>
              There is no log to be had now.
            </Typography>
          )}
        </Stack>
      )}
    </Section>
  );
}

function Events({ events }: { events: readonly PodEvent[] | null }) {
  if (!events) return <Typography variant="body2">The cluster cannot be asked for events now.</Typography>;
  if (events.length === 0) {
    return (
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        The cluster reports no events.
      </Typography>
    );
  }
  return (
    <List disablePadding aria-label="Events" tabIndex={0} sx={{ maxHeight: 280, overflow: "auto" }}>
      {events.toReversed().map((event) => (
        <Event key={`${event.reason} ${event.firstSeenAt} ${event.message}`} event={event} />
      ))}
    </List>
  );
}

function Event({ event: { type, reason, message, count, source, lastSeenAt } }: { event: PodEvent }) {
  return (
    <ListItem disablePadding sx={{ alignItems: "flex-start", gap: 1, py: 0.5 }}>
      <Box sx={{ width: 20, flexShrink: 0 }}>
        {type === "WARNING" && <WarningIcon fontSize="small" color="warning" titleAccess="Warning" />}
      </Box>
      <Box sx={{ minWidth: 0, flexGrow: 1 }}>
        <Typography variant="body2" sx={{ overflowWrap: "anywhere" }}>
          <b>{reason}</b> {message}
        </Typography>
        <Typography variant="caption" sx={{ color: "text.secondary" }}>
          {source}
          {count > 1 && `, ${plural(count, "time")}`}, <RelativeTime time={lastSeenAt} />
        </Typography>
      </Box>
    </ListItem>
  );
}
