"use client";
import Alert from "@mui/material/Alert";
import Card from "@mui/material/Card";
import CardContent from "@mui/material/CardContent";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useId } from "react";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { type FindingFactsFragment, FindingFactsFragmentDoc } from "@/gql/graphql";
import { describeAmounts } from "@/lib/format/amounts";
import { formatCount } from "@/lib/format/numbers";
import { Facts } from "@/ui/facts";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import { FindingActions } from "./finding-actions";
import { FindingDifferences } from "./finding-differences";
import { className, policyWords, severityLook, stateLook } from "./finding-looks";
import { FindingSubject } from "./finding-subject";
import type { Healing } from "./heal-dialog";
import { RepairFacts } from "./repair-facts";

interface FindingCardProps {
  readonly finding: FragmentType<typeof FindingFactsFragmentDoc>;
  readonly onHeal: (healing: Healing) => void;
}

/** One disagreement: what, why, since when, by whom, what it costs, the three views of it, and its repairs. */
export function FindingCard({ finding, onHeal }: FindingCardProps) {
  const facts = unmask(FindingFactsFragmentDoc, finding);
  const { repair, repairs } = facts;
  const titleId = useId();
  const shown = repairs.find(({ kind }) => kind === repair?.kind);
  return (
    <Card component="article" aria-labelledby={titleId}>
      <CardContent>
        <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap", mb: 1 }}>
          <StatusChip look={severityLook(facts.severity)} />
          {facts.state !== "OPEN" && <StatusChip look={stateLook(facts.state)} />}
          {facts.occurrences > 1 && (
            <Chip variant="outlined" label={`Came up ${formatCount(facts.occurrences)} times`} />
          )}
          <Typography
            id={titleId}
            variant="h2"
            sx={{ overflowWrap: "anywhere", flex: { xs: "1 1 100%", sm: "1 1 0" }, minWidth: 0 }}
          >
            {facts.title}
          </Typography>
        </Stack>
        <Typography variant="body2" sx={{ mb: 1.5 }}>
          {facts.explanation}
        </Typography>
        <Facts facts={factsOf(facts)} />
        {facts.alert && (
          <Alert severity="error" variant="outlined" sx={{ mt: 1.5 }}>
            {formatCount(facts.attempts)} repairs left it standing; no more is tried by itself. The last: {facts.error}
          </Alert>
        )}
        <FindingDifferences differences={facts.differences} />
        {shown && <RepairFacts repair={shown} />}
        {!shown && (
          <Typography variant="body2" sx={{ mt: 1.5 }}>
            {repairs.length > 0
              ? "An admin has to choose what is right."
              : "There is no repair: it settles with its cause."}
          </Typography>
        )}
        <FindingActions finding={facts} onHeal={onHeal} />
      </CardContent>
    </Card>
  );
}

function factsOf(facts: FindingFactsFragment) {
  const { cause, error, alert, nextAttemptAt, state, decidedBy, decidedWhy, policy } = facts;
  const entries = [
    { name: "What", value: <FindingSubject subject={facts.subject} /> },
    { name: "Kind", value: className(facts.class) },
    { name: "Since", value: facts.since ? <RelativeTime time={facts.since} /> : "just now" },
    cause && { name: "Likely cause", value: <CauseText cause={cause} /> },
    { name: "Cost", value: describeAmounts(facts.cost) },
    { name: "Policy", value: `${policyWords[policy].name}: ${policyWords[policy].means}` },
    state === "ACCEPTED" && { name: "Accepted", value: `by ${decidedBy ?? "somebody"}: ${decidedWhy ?? ""}` },
    error && !alert && { name: "Last repair", value: error },
    nextAttemptAt && !alert && { name: "Next try", value: <RelativeTime time={nextAttemptAt} /> },
  ];
  return entries.filter((entry) => typeof entry === "object" && entry !== null);
}

function CauseText({ cause }: { cause: NonNullable<FindingFactsFragment["cause"]> }) {
  return (
    <>
      {cause.words} {cause.at && <RelativeTime time={cause.at} />}
    </>
  );
}
