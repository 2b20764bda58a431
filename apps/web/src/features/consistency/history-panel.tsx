"use client";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import {
  ConsistencyNewsDocument,
  HealingHistoryDocument,
  type PassFactsFragment,
  PassFactsFragmentDoc,
  PastFindingFactsFragmentDoc,
} from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { StatusChip } from "@/ui/status-chip";
import { actOf, className, stateLook } from "./finding-looks";
import { FindingSubject } from "./finding-subject";

const PAGE = 25;
const news = feed(ConsistencyNewsDocument);

/** The passes that healed, were stopped or found something new; and what became of the findings. */
export function HistoryPanel() {
  const [shown, setShown] = useState({ passes: PAGE, findings: PAGE });
  const { data, error, retry } = useLiveQuery(HealingHistoryDocument, shown, [news]);
  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  if (!data) return <Placeholder lines={5} height={60} />;
  const { healingPasses, findingHistory } = data;
  return (
    <Box
      sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" } }}
    >
      <Section title="Passes">
        {healingPasses.nodes.length === 0 && <EmptyState title="Nothing was found or healed yet" />}
        <Rows>
          {healingPasses.nodes.map((pass) => (
            <Pass key={pass.id} pass={pass} />
          ))}
        </Rows>
        <More
          shown={healingPasses.pageInfo.hasNextPage}
          onMore={() => setShown({ ...shown, passes: shown.passes + PAGE })}
        />
      </Section>
      <Section title="Findings that ended or were accepted">
        {findingHistory.nodes.length === 0 && <EmptyState title="None yet" />}
        <Rows>
          {findingHistory.nodes.map((finding) => (
            <PastFinding key={finding.id} finding={finding} />
          ))}
        </Rows>
        <More
          shown={findingHistory.pageInfo.hasNextPage}
          onMore={() => setShown({ ...shown, findings: shown.findings + PAGE })}
        />
      </Section>
    </Box>
  );
}

function Rows({ children }: { children: React.ReactNode }) {
  return (
    <Stack
      component="ul"
      sx={{ m: 0, p: 0, listStyle: "none", "& > li": { py: 1.25, borderTop: 1, borderColor: "divider" } }}
    >
      {children}
    </Stack>
  );
}

function More({ shown, onMore }: { shown: boolean; onMore: () => void }) {
  return shown ? <Button onClick={onMore}>Show more</Button> : null;
}

const triggers: Record<PassFactsFragment["trigger"], string> = {
  REQUEST: "asked for",
  SCHEDULE: "on schedule",
  EVENT: "after a change",
};

function Pass({ pass }: { pass: FragmentType<typeof PassFactsFragmentDoc> }) {
  const { trigger, actor, beganAt, endedAt, opened, closed, repairs, stopped } = unmask(PassFactsFragmentDoc, pass);
  const words = [
    opened > 0 && `${plural(opened, "finding")} came up`,
    closed > 0 && `${plural(closed, "finding")} ended`,
    repairs.length > 0 && plural(repairs.length, "repair"),
    endedAt === null && "under way",
  ].filter(Boolean);
  return (
    <Box component="li">
      <Typography variant="body2">
        <RelativeTime time={beganAt} />, {triggers[trigger]}
        {trigger === "REQUEST" && ` by ${actor}`}
        {words.length > 0 && `: ${words.join(", ")}`}
      </Typography>
      {stopped && (
        <Typography variant="body2" color="error">
          Stopped: {stopped}
        </Typography>
      )}
      {repairs.map(({ findingId, subject, kind, started, message, ...repair }) => (
        <Typography key={findingId} variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
          {actOf(kind)}: <FindingSubject subject={subject} /> ({className(repair.class)})
          {!started && `, refused: ${message ?? "no reason was given"}`}
        </Typography>
      ))}
    </Box>
  );
}

function PastFinding({ finding }: { finding: FragmentType<typeof PastFindingFactsFragmentDoc> }) {
  const facts = unmask(PastFindingFactsFragmentDoc, finding);
  return (
    <Box component="li">
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <StatusChip look={stateLook(facts.state)} />
        <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
          {facts.title}
        </Typography>
      </Stack>
      <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
        <FindingSubject subject={facts.subject} />, <RelativeTime time={facts.changedAt} />
        {facts.decidedBy && `, by ${facts.decidedBy}`}
        {facts.decidedWhy && `: ${facts.decidedWhy}`}
        {facts.occurrences > 1 && `, came up ${facts.occurrences} times`}
      </Typography>
    </Box>
  );
}
