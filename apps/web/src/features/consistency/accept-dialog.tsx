"use client";
import { useMutation } from "@apollo/client/react";
import Alert from "@mui/material/Alert";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { unmask } from "@/gql/fragment-masking";
import { AcceptFindingDocument, type FindingFactsFragment, RefusalFactsFragmentDoc } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { ConfirmDialog } from "@/ui/confirm-dialog";

/** Says that a finding may stand as it is, and why. */
export function AcceptDialog({ finding, onClose }: { finding: FindingFactsFragment; onClose: () => void }) {
  const [accept, { data, error, loading }] = useMutation(AcceptFindingDocument, { fetchPolicy: "no-cache" });
  const [why, setWhy] = useState("");
  const refusal = data && data.acceptFinding.__typename !== "FindingSuccess" ? data.acceptFinding : null;

  async function onConfirm() {
    const answer = await accept({ variables: { input: { finding: finding.id, why } } }).catch(() => null);
    if (answer?.data?.acceptFinding.__typename === "FindingSuccess") onClose();
  }

  return (
    <ConfirmDialog
      open
      title="Accept it as it is?"
      confirm="Accept the finding"
      busy={loading}
      disabled={why.trim() === ""}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        <Typography variant="body2">
          {finding.title}. Nothing is repaired, and it counts as agreed until it is another disagreement. Your name and
          the reason are kept.
        </Typography>
        <TextField label="Why it may stand" value={why} onChange={(event) => setWhy(event.target.value)} autoFocus />
        {refusal && <RefusalView refusal={unmask(RefusalFactsFragmentDoc, refusal)} />}
        {error !== undefined && (
          <Alert severity="error" variant="outlined" role="alert">
            {describeError(error).message}
          </Alert>
        )}
      </Stack>
    </ConfirmDialog>
  );
}
