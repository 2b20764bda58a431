"use client";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { severityLook, stateLook } from "@/features/consistency/finding-looks";
import { FindingSubject } from "@/features/consistency/finding-subject";
import { unmask } from "@/gql/fragment-masking";
import {
  CurrentFindingsChangedDocument,
  CurrentFindingsDocument,
  CurrentFindingsFactsFragmentDoc,
} from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";

const shownMax = 8;
const news = feed(CurrentFindingsChangedDocument, {
  variables: () => ({ first: shownMax }),
  take: ({ consistencyChanged }) => ({ consistency: consistencyChanged }),
});

/** The findings that stand now, in a line each, with the way to all that is known of them. */
export function CurrentFindings() {
  const { data, error, retry } = useLiveQuery(CurrentFindingsDocument, { first: shownMax }, [news]);
  const report = unmask(CurrentFindingsFactsFragmentDoc, data?.consistency);
  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  if (!report) return <Placeholder lines={3} />;
  if (report.totalCount === 0) return <EmptyState title="Ledger and cluster agree" />;
  return (
    <Stack component="ul" aria-label="Findings" sx={{ m: 0, p: 0, listStyle: "none", gap: 1.5 }}>
      {report.findings.map(({ id, severity, state, subject, title, cause }) => (
        <li key={id}>
          <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap", typography: "body2" }}>
            <StatusChip look={state === "OPEN" ? severityLook(severity) : stateLook(state)} />
            <FindingSubject subject={subject} />
          </Stack>
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            {title}
            {cause && ` · ${cause.words}`}
          </Typography>
        </li>
      ))}
      <li>
        <TextLink href={paths.consistency()} variant="body2">
          {plural(report.totalCount, "finding")}, each with its cause and repair
        </TextLink>
      </li>
    </Stack>
  );
}
