"use client";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useEffect, useState } from "react";
import { AttentionList } from "@/features/dashboard/attention-list";
import { RecentOperations } from "@/features/dashboard/recent-operations";
import { NoSuchPage } from "@/features/system/no-such-page";
import { unmask } from "@/gql/fragment-masking";
import { OverviewChangedDocument, OverviewDocument, OverviewFactsFragmentDoc } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { PageHeader } from "@/ui/page-header";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { Placeholder } from "@/ui/states";
import { CurrentFindings } from "./current-findings";
import { type Desk, followDesk, perform, useDesk } from "./desk";

const overviewFeed = feed(OverviewChangedDocument, { take: ({ overviewChanged }) => ({ overview: overviewChanged }) });

/** Breaks the demo's cluster on request, beside what the product makes of it. Where there is no demo, there is no such page. */
export function ChaosPage() {
  const desk = useDesk();
  useEffect(() => followDesk(), []);
  if (desk === "none") return <NoSuchPage />;
  return (
    <>
      <PageHeader title="Chaos" />
      <Typography sx={{ color: "text.secondary", mb: 2 }}>
        Break the demo’s cluster behind the product’s back, and see what it makes of it. Healing is at work as on the
        page Consistency.
      </Typography>
      <Box sx={columnsStyle}>
        <Section title="Do something bad">
          {desk === "unknown" ? <Placeholder lines={6} height={64} /> : <Acts desk={desk} />}
        </Section>
        <WhatHappens />
      </Box>
    </>
  );
}

function Acts({ desk: { acts, deeds } }: { desk: Desk }) {
  const [busy, setBusy] = useState<string | null>(null);
  return (
    <Stack sx={{ gap: 2 }}>
      {acts.map(({ id, title, text }) => (
        <Box key={id}>
          <Button
            variant="outlined"
            color={id === "mend" ? "primary" : "error"}
            loading={busy === id}
            disabled={busy !== null}
            onClick={async () => {
              setBusy(id);
              await perform(id).catch(() => undefined);
              setBusy(null);
            }}
          >
            {title}
          </Button>
          <Typography variant="body2" sx={{ color: "text.secondary", mt: 0.5 }}>
            {text}
          </Typography>
        </Box>
      ))}
      <Typography variant="h3" component="h3">
        What was done
      </Typography>
      <Box role="log" aria-label="What was done" tabIndex={0} sx={logStyle}>
        {deeds.length === 0 && "Nothing yet"}
        {deeds.map(({ at, said, done }) => (
          <div key={at}>
            {done ? said : `Nothing was done: ${said}`} · <RelativeTime time={at} />
          </div>
        ))}
      </Box>
    </Stack>
  );
}

function WhatHappens() {
  const { data } = useLiveQuery(OverviewDocument, {}, [overviewFeed]);
  const overview = unmask(OverviewFactsFragmentDoc, data?.overview);
  return (
    <Stack sx={{ gap: 2, minWidth: 0 }}>
      <Section title="Findings">
        <CurrentFindings />
      </Section>
      <Section title="Needs attention">
        {overview ? <AttentionList team={null} findings={0} pods={overview.attention} /> : <Placeholder lines={4} />}
      </Section>
      <Section title="Operations">
        <RecentOperations team={null} />
      </Section>
    </Stack>
  );
}

const columnsStyle = {
  display: "grid",
  gap: 2,
  alignItems: "start",
  gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 2fr) minmax(0, 3fr)" },
};
const logStyle = { maxHeight: 200, overflow: "auto", typography: "body2" };
