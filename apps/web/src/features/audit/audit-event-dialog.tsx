"use client";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useId } from "react";
import type { AuditRowFragment } from "@/gql/graphql";
import { formatAbsolute } from "@/lib/format/time";
import { ChangesTable } from "@/ui/changes-table";
import { type Fact, Facts } from "@/ui/facts";
import { StatusChip } from "@/ui/status-chip";
import { actionText, actorText, resultLook } from "./audit-looks";
import { AuditSubject } from "./audit-subject";

/** Everything of one event. */
export function AuditEventDialog({ event, onClose }: { event: AuditRowFragment; onClose: () => void }) {
  const titleId = useId();
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} fullWidth maxWidth="sm">
      <DialogTitle id={titleId}>{actionText(event.action)}</DialogTitle>
      <DialogContent>
        <Facts facts={factsOf(event)} />
        {event.changes.length > 0 && <ChangesTable changes={event.changes} />}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

function factsOf(event: AuditRowFragment): readonly Fact[] {
  const { sequence, at, actor, subject, result, reason, requestId, requestFrom, operationId, hash } = event;
  const facts: readonly [string, Fact["value"] | null][] = [
    ["When", formatAbsolute(new Date(at))],
    ["Who", `${actorText(actor)} (${actor.kind.toLowerCase()})`],
    ["To what", <AuditSubject key="subject" subject={subject} />],
    ["Result", <StatusChip key="result" look={resultLook(result)} />],
    ["Why", reason],
    ["From", requestFrom],
    ["Request", requestId],
    ["Operation", operationId],
    ["Number", String(sequence)],
    ["Hash", hash],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}
