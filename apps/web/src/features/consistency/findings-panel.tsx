"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useRights, useWhyNowhere } from "@/features/rights/use-rights";
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
import { GatedButton } from "@/ui/gated-button";
import { RelativeTime } from "@/ui/relative-time";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { FindingCard } from "./finding-card";
import { className } from "./finding-looks";
import { FindingsFilters } from "./findings-filters";
import type { useConsistencySearch } from "./findings-search";
import { HealDialog, type Healing } from "./heal-dialog";

const PAGE = 50;

/** What stands now: what it means, what it costs, who did it, and its repairs. */
export function FindingsPanel({ search, setSearch, filter, team, filtered }: ReturnType<typeof useConsistencySearch>) {
  const [first, setFirst] = useState(PAGE);
  const [healing, setHealing] = useState<Healing | null>(null);
  const variables = { filter, first };
  const changes = feed(ConsistencyChangedDocument, {
    variables: () => variables,
    take: ({ consistencyChanged }) => ({ consistency: consistencyChanged }),
  });
  const { data, error, retry } = useLiveQuery(ConsistencyDocument, variables, [changes]);
  const report = unmask(ConsistencyFactsFragmentDoc, data?.consistency);
  return (
    <Stack sx={{ gap: 2 }}>
      <FindingsFilters search={search} setSearch={setSearch} />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!report && error === undefined && <Placeholder lines={5} height={80} />}
      {report && (
        <>
          <ReportHead report={report} team={team} onHeal={setHealing} />
          <Findings report={report} team={team} filtered={filtered} onHeal={setHealing} />
          {report.findings.length < report.totalCount && (
            <Button onClick={() => setFirst(first + PAGE)}>
              Show more ({formatCount(report.findings.length)} of {formatCount(report.totalCount)})
            </Button>
          )}
        </>
      )}
      {healing && <HealDialog healing={healing} onClose={() => setHealing(null)} />}
    </Stack>
  );
}

interface PartProps {
  readonly report: ConsistencyFactsFragment;
  /** Whose findings are shown; null: all that the viewer sees. */
  readonly team: string | null;
  readonly onHeal: (healing: Healing) => void;
}

function ReportHead({ report, team, onHeal }: PartProps) {
  const { counts, checkedAt, sequence, stale, why, stopped, totalCount } = report;
  const repairable = repairableOf(report);
  const mayNot = useRights(null)("heal");
  const seesAll = !useWhyNowhere("seeAll");
  return (
    <>
      <Stack direction="row" sx={{ gap: 2, alignItems: "center", flexWrap: "wrap" }}>
        <Typography variant="body2" sx={{ color: "text.secondary", flexGrow: 1 }}>
          Compared <RelativeTime time={checkedAt} />
          {seesAll && `, at ledger sequence ${formatCount(sequence)}`}
          {team !== null && `. Shown is what concerns ${team}.`}
          {team === null && (seesAll ? "." : ". Shown is what concerns your teams.")}
        </Typography>
        <GatedButton
          why={mayNot}
          variant="contained"
          disabled={repairable.length === 0}
          onClick={() => onHeal({ findings: repairable, kind: null })}
        >
          {repairable.length > 0 ? `Heal all (${formatCount(repairable.length)})` : "Heal all"}
        </GatedButton>
      </Stack>
      {stale && (
        <Alert severity="warning" variant="outlined">
          The cluster was not read up to now{why && `: ${why}`}. What follows may have moved on.
        </Alert>
      )}
      {stopped && (
        <Alert
          severity="error"
          variant="outlined"
          action={
            <GatedButton why={mayNot} color="inherit" onClick={() => onHeal({ planId: stopped.planId })}>
              Look at the plan
            </GatedButton>
          }
        >
          <AlertTitle>Healing is stopped until somebody confirms its plan</AlertTitle>
          {stopped.why}
        </Alert>
      )}
      {totalCount > 0 && (
        <Stack
          direction="row"
          sx={{ gap: 1, flexWrap: "wrap" }}
          aria-label={plural(totalCount, "finding")}
          role="group"
        >
          {counts.map((one) => (
            <Chip key={one.class} label={`${className(one.class)}: ${formatCount(one.count)}`} variant="outlined" />
          ))}
        </Stack>
      )}
    </>
  );
}

function Findings({ report, team, filtered, onHeal }: PartProps & { filtered: boolean }) {
  const seesAll = !useWhyNowhere("seeAll");
  if (report.findings.length === 0 && filtered) {
    return <EmptyState title="No finding is like that">Choose less, to see more.</EmptyState>;
  }
  if (report.findings.length === 0) {
    return (
      <EmptyState title="Ledger and cluster agree">
        {team === null && seesAll
          ? "Every pod, allocation and server is as the ledger has it."
          : `Every pod and namespace of ${team ?? "your teams"} is as the ledger has it.`}
      </EmptyState>
    );
  }
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      {report.findings.map((finding) => (
        <FindingCard key={finding.id} finding={finding} onHeal={onHeal} />
      ))}
    </Box>
  );
}

/** Those with a default repair that nobody accepted as they are. */
function repairableOf({ findings }: ConsistencyFactsFragment): string[] {
  return unmask(FindingFactsFragmentDoc, findings)
    .filter(({ repair, state }) => repair !== null && state === "OPEN")
    .map(({ id }) => id);
}
