"use client";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import {
  DecideQuotaRequestDocument,
  type QuotaRequestFactsFragment,
  RequestQuotaDocument,
  type TeamFactsFragment,
} from "@/gql/graphql";
import { QuotaFields } from "./quota-fields";
import { countProblems, quotaValues, toQuotaInput } from "./quota-values";
import { problemsIn } from "./team-answer";
import { TeamChangeDialog } from "./team-change-dialog";
import { useTeamChange } from "./use-team-change";
import { wishText } from "./wish-text";

/** Asks for other limits than those that stand, for somebody to decide. */
export function AskQuotaDialog({ team, onClose }: { team: TeamFactsFragment; onClose: () => void }) {
  const [before] = useState(() => quotaValues(team));
  const [values, setValues] = useState(before);
  const [reason, setReason] = useState("");
  const unreadable = countProblems(values);
  const quota = toQuotaInput(values, before);
  const isReady = quota !== undefined && reason.trim() !== "" && Object.keys(unreadable).length === 0;
  const input = isReady ? { team: team.name, quota, reason: reason.trim() } : null;
  const change = useTeamChange({ document: RequestQuotaDocument, input, onDone: onClose });
  return (
    <TeamChangeDialog
      title={`Ask for another quota for ${team.name}`}
      confirm="Send the request"
      change={change}
      atFields={(path) => path.startsWith("quota.") && !path.startsWith("quota.gpusByModel")}
      nothing="The request waits for a decision; nothing is changed until then."
      disabled={change.answer?.kind !== "accepted"}
      onClose={onClose}
    >
      <QuotaFields values={values} onChange={setValues} problems={{ ...problemsIn(change.answer), ...unreadable }} />
      <TextField label="What it is for" value={reason} onChange={(event) => setReason(event.target.value)} required />
    </TeamChangeDialog>
  );
}

interface DecideQuotaDialogProps {
  readonly request: QuotaRequestFactsFragment;
  readonly approve: boolean;
  readonly onClose: () => void;
}

/** Approves or declines; a decline says why. */
export function DecideQuotaDialog({ request, approve, onClose }: DecideQuotaDialogProps) {
  const [note, setNote] = useState("");
  const said = note.trim();
  const input = approve || said !== "" ? { id: request.id, approve, ...(said && { note: said }) } : null;
  const change = useTeamChange({ document: DecideQuotaRequestDocument, input, onDone: onClose });
  return (
    <TeamChangeDialog
      title={approve ? "Approve the request?" : "Decline the request?"}
      confirm={approve ? "Approve the request" : "Decline the request"}
      tone={approve ? "primary" : "error"}
      change={change}
      nothing={
        approve ? "The team's quota is changed at once, and its namespaces follow." : "The quota stays as it is."
      }
      disabled={change.answer?.kind !== "accepted"}
      onClose={onClose}
    >
      <Typography variant="body2">
        {request.requestedBy} asks for {request.wishes.map(wishText).join(", ")}: {request.reason}
      </Typography>
      <TextField
        label={approve ? "Note" : "Why"}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        required={!approve}
        autoFocus
      />
    </TeamChangeDialog>
  );
}
