"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { type AuditFilter, AuditNewsDocument, AuditPageDocument, AuditRowFragmentDoc } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { actionText, actorText, changesText, resultLook } from "./audit-looks";

const shownMax = 10;
const news = feed(AuditNewsDocument);

/** The newest events of a pod or a team, and the way to all of them. */
export function RecentActivity({ filter }: { filter: { readonly subject: string } | { readonly team: string } }) {
  const asked: AuditFilter = filter;
  const { data, error, retry } = useLiveQuery(AuditPageDocument, { first: shownMax, filter: asked }, [news]);
  const events = data?.auditEvents;
  return (
    <Section title="Activity" beside={<TextLink href={paths.audit(filter)}>All of it</TextLink>}>
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!events && error === undefined && <Placeholder lines={4} />}
      {events?.nodes.length === 0 && <EmptyState title="Nothing was done yet" />}
      <Stack
        component="ul"
        sx={{ m: 0, p: 0, listStyle: "none", "& > li + li": { borderTop: 1, borderColor: "divider" } }}
      >
        {events?.nodes.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </Stack>
    </Section>
  );
}

function EventLine({ event }: { event: FragmentType<typeof AuditRowFragmentDoc> }) {
  const row = unmask(AuditRowFragmentDoc, event);
  return (
    <Box component="li" sx={{ py: 1 }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <StatusChip look={resultLook(row.result)} />
        <Typography variant="body2" sx={{ overflowWrap: "anywhere" }}>
          <b>{actionText(row.action)}</b> by {actorText(row.actor)}, <RelativeTime time={row.at} />
        </Typography>
      </Stack>
      <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
        {changesText(row)}
      </Typography>
    </Box>
  );
}
