"use client";
import Box from "@mui/material/Box";
import LinearProgress from "@mui/material/LinearProgress";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { type ReactNode, useId } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { Unanswered } from "@/features/refusals/unanswered";
import { ChangesTable } from "@/ui/changes-table";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { problemsIn } from "./team-answer";
import type { TeamChange } from "./use-team-change";

export interface TeamChangeDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly tone?: "primary" | "error";
  readonly change: TeamChange;
  /** Paths of the input whose problems stand at fields; the rest is shown as a whole. */
  readonly atFields?: (path: string) => boolean;
  readonly disabled?: boolean;
  /** What is to be said where nothing changes. */
  readonly nothing?: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Says by a dry run what a change does, or why it cannot be, before it is done. */
export function TeamChangeDialog({ title, confirm, change, children, onClose, ...rest }: TeamChangeDialogProps) {
  const { tone = "primary", atFields = () => false, disabled = false, nothing = "Nothing is changed." } = rest;
  return (
    <ConfirmDialog
      open
      title={title}
      confirm={confirm}
      tone={tone}
      busy={change.sending}
      disabled={disabled}
      onConfirm={change.send}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        {children}
        <Preview change={change} atFields={atFields} nothing={nothing} />
      </Stack>
    </ConfirmDialog>
  );
}

type PreviewProps = { change: TeamChange; atFields: (path: string) => boolean; nothing: string };

function Preview({ change, atFields, nothing }: PreviewProps) {
  const headingId = useId();
  return (
    <Box component="section" aria-labelledby={headingId} aria-live="polite" aria-busy={change.checking} sx={panelStyle}>
      <Typography id={headingId} component="h3" variant="subtitle2">
        Preview
      </Typography>
      <Box sx={{ height: 4, my: 0.75 }}>{change.checking && <LinearProgress aria-label="Checking" />}</Box>
      <PreviewContent change={change} atFields={atFields} nothing={nothing} />
    </Box>
  );
}

function PreviewContent({ change: { answer, error, lostAnswer }, atFields, nothing }: PreviewProps) {
  if (error !== undefined) return <Unanswered error={error} lostAnswer={lostAnswer} />;
  if (!answer) return <Typography variant="body2">What it does is shown here.</Typography>;
  if (answer.kind === "refused") {
    const problems = Object.entries(problemsIn(answer));
    const left = problems.filter(([path]) => !atFields(path));
    if (problems.length > 0 && left.length === 0) {
      return <Typography variant="body2">What is wrong stands at the fields.</Typography>;
    }
    return <RefusalView refusal={answer.refusal} />;
  }
  if (answer.changes.length === 0) return <Typography variant="body2">{nothing}</Typography>;
  return <ChangesTable changes={answer.changes} />;
}

const panelStyle = {
  p: 2,
  borderRadius: 1,
  border: 1,
  borderColor: "divider",
  bgcolor: "background.default",
  minHeight: 110,
};
