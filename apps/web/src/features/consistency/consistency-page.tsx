"use client";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { unmask } from "@/gql/fragment-masking";
import {
  ConsistencyChangedDocument,
  ConsistencyDocument,
  type ConsistencyFactsFragment,
  ConsistencyFactsFragmentDoc,
  FindingFactsFragmentDoc,
} from "@/gql/graphql";
import { formatCount, plural } from "@/lib/format/numbers";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { PageHeader } from "@/ui/page-header";
import { RelativeTime } from "@/ui/relative-time";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { FindingCard } from "./finding-card";
import { className } from "./finding-looks";
import { HealDialog } from "./heal-dialog";

const consistencyFeed = feed(ConsistencyChangedDocument, {
  take: ({ consistencyChanged }) => ({ consistency: consistencyChanged }),
});

/** Where ledger and cluster disagree, what it means, what it costs, and the repair of each. */
export function ConsistencyPage() {
  const { data, error, retry } = useLiveQuery(ConsistencyDocument, {}, [consistencyFeed]);
  const report = unmask(ConsistencyFactsFragmentDoc, data?.consistency);
  const [healing, setHealing] = useState<readonly string[] | null>(null);
  const repairable = report ? repairableOf(report) : [];
  return (
    <>
      <PageHeader
        title="Consistency"
        actions={
          <Button variant="contained" disabled={repairable.length === 0} onClick={() => setHealing(repairable)}>
            {repairable.length > 0 ? `Heal all (${formatCount(repairable.length)})` : "Heal all"}
          </Button>
        }
      />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!report && error === undefined && <Placeholder lines={5} height={80} />}
      {report && <Report report={report} onHeal={(id) => setHealing([id])} />}
      {healing && <HealDialog findings={healing} onClose={() => setHealing(null)} />}
    </>
  );
}

function Report({ report, onHeal }: { report: ConsistencyFactsFragment; onHeal: (id: string) => void }) {
  const { findings, counts, checkedAt, sequence, stale, why, consistent } = report;
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        Compared <RelativeTime time={checkedAt} />, at ledger sequence {formatCount(sequence)}.
      </Typography>
      {stale && (
        <Alert severity="warning" variant="outlined">
          The cluster was not read up to now{why && `: ${why}`}. What follows may have moved on.
        </Alert>
      )}
      {consistent ? (
        <EmptyState title="Ledger and cluster agree">
          Every pod, allocation and server is as the ledger has it.
        </EmptyState>
      ) : (
        <>
          <Stack
            direction="row"
            sx={{ gap: 1, flexWrap: "wrap" }}
            aria-label={plural(findings.length, "finding")}
            role="group"
          >
            {counts
              .filter(({ count }) => count > 0)
              .map((one) => (
                <Chip key={one.class} label={`${className(one.class)}: ${formatCount(one.count)}`} variant="outlined" />
              ))}
          </Stack>
          {findings.map((finding) => (
            <FindingCard key={finding.id} finding={finding} onHeal={() => onHeal(finding.id)} />
          ))}
        </>
      )}
    </Stack>
  );
}

function repairableOf({ findings }: ConsistencyFactsFragment): string[] {
  return unmask(FindingFactsFragmentDoc, findings)
    .filter(({ repair }) => repair !== null)
    .map(({ id }) => id);
}
