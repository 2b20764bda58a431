"use client";
import DeniedIcon from "@mui/icons-material/BlockOutlined";
import ApprovedIcon from "@mui/icons-material/CheckCircleOutlined";
import OpenIcon from "@mui/icons-material/HourglassEmpty";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { WhyNot } from "@/features/rights/use-rights";
import { unmask } from "@/gql/fragment-masking";
import {
  type QuotaRequestFactsFragment,
  QuotaRequestFactsFragmentDoc,
  type QuotaRequestState,
  type TeamFactsFragment,
  type TeamPageQuery,
} from "@/gql/graphql";
import { GatedButton } from "@/ui/gated-button";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { EmptyState } from "@/ui/states";
import { StatusChip, type StatusLook } from "@/ui/status-chip";
import { AskQuotaDialog, DecideQuotaDialog } from "./quota-request-dialogs";
import { wishText } from "./wish-text";

const looks: Record<QuotaRequestState, StatusLook> = {
  OPEN: { word: "Open", tone: "info", icon: OpenIcon },
  APPROVED: { word: "Approved", tone: "success", icon: ApprovedIcon },
  DENIED: { word: "Declined", tone: "default", icon: DeniedIcon },
};

type Opened = "ask" | { readonly request: QuotaRequestFactsFragment; readonly approve: boolean };

/** What the team wishes to have, and what was decided. */
export function QuotaRequests({
  team,
  requests,
  whyNot,
}: {
  team: TeamFactsFragment;
  requests: TeamPageQuery["quotaRequests"];
  whyNot: WhyNot;
}) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  return (
    <Section title="Quota requests">
      {requests.length === 0 && <EmptyState title="Nobody asked for another quota" />}
      <Stack component="ul" aria-label="Quota requests" sx={{ m: 0, p: 0, listStyle: "none" }}>
        {unmask(QuotaRequestFactsFragmentDoc, requests).map((request) => (
          <RequestRow
            key={request.id}
            request={request}
            why={whyNot("decideQuota", request.requestedById)}
            onDecide={(approve) => setOpened({ request, approve })}
          />
        ))}
      </Stack>
      {!team.archived && (
        <GatedButton
          why={whyNot("requestQuota")}
          size="small"
          variant="outlined"
          sx={{ mt: 1.5 }}
          onClick={() => setOpened("ask")}
        >
          Ask for another quota
        </GatedButton>
      )}
      {opened === "ask" && <AskQuotaDialog team={team} onClose={close} />}
      {opened !== null && opened !== "ask" && <DecideQuotaDialog {...opened} onClose={close} />}
    </Section>
  );
}

interface RequestRowProps {
  readonly request: QuotaRequestFactsFragment;
  /** Why the viewer may not decide; null: they may. */
  readonly why: string | null;
  readonly onDecide: (approve: boolean) => void;
}

function RequestRow({ request, why, onDecide }: RequestRowProps) {
  const { wishes, reason, state, requestedBy, requestedAt, decidedBy, decidedAt, note } = request;
  return (
    <Box component="li" sx={{ py: 1.25, "& + &": { borderTop: 1, borderColor: "divider" } }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <StatusChip look={looks[state]} />
        <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
          {wishes.map(wishText).join(", ")}
        </Typography>
      </Stack>
      <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
        {requestedBy}, <RelativeTime time={requestedAt} />: {reason}
      </Typography>
      {decidedBy && (
        <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
          {looks[state].word} by {decidedBy}, <RelativeTime time={decidedAt} />
          {note && `: ${note}`}
        </Typography>
      )}
      {state === "OPEN" && (
        <Stack direction="row" sx={{ gap: 1, mt: 1 }}>
          <GatedButton why={why} size="small" variant="contained" onClick={() => onDecide(true)}>
            Approve
          </GatedButton>
          <GatedButton why={why} size="small" color="inherit" onClick={() => onDecide(false)}>
            Decline
          </GatedButton>
        </Stack>
      )}
    </Box>
  );
}
