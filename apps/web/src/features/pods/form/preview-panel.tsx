"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { type Ref, useId } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import type { RefusalFactsFragment } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import type { ChangeAnswer } from "./change-answer";
import { PlanPreview } from "./plan-preview";
import { placeProblems } from "./pod-form-problems";

export interface PreviewPanelProps {
  readonly mode: "create" | "edit";
  /** What to say while there is nothing to preview. */
  readonly nothing: string;
  readonly asking: boolean;
  readonly answer: ChangeAnswer | null;
  readonly checking: boolean;
  readonly error: unknown;
  /** The error is that of the real thing, not of a preview. */
  readonly lostAnswer: boolean;
  readonly agreed: boolean;
  readonly onAgree: (agreed: boolean) => void;
  readonly onUseServer: ((server: string) => void) | undefined;
}

/** What the form would do if it were sent now: the plan, or why not. */
export function PreviewPanel({ ref, ...props }: PreviewPanelProps & { ref: Ref<HTMLElement> }) {
  const headingId = useId();
  return (
    <Box
      ref={ref}
      component="section"
      aria-labelledby={headingId}
      aria-live="polite"
      aria-busy={props.checking}
      sx={{
        p: 2,
        borderRadius: 1,
        border: 1,
        borderColor: "divider",
        bgcolor: "background.default",
        minHeight: 200,
        alignSelf: "start",
      }}
    >
      <Typography id={headingId} component="h3" variant="subtitle2">
        Preview
      </Typography>
      <Box sx={{ height: 4, my: 0.75 }}>{props.checking && <LinearProgress aria-label="Checking" />}</Box>
      <PreviewContent {...props} />
    </Box>
  );
}

function PreviewContent({
  mode,
  nothing,
  asking,
  answer,
  error,
  lostAnswer,
  agreed,
  onAgree,
  onUseServer,
}: PreviewPanelProps) {
  if (error !== undefined) return <Unanswered error={error} lostAnswer={lostAnswer} />;
  if (!asking || !answer) {
    return (
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {asking ? "Looking where it fits …" : nothing}
      </Typography>
    );
  }
  if (answer.kind === "refused") {
    if (standsAtFields(answer.refusal)) {
      return <Typography variant="body2">What is wrong stands at the fields.</Typography>;
    }
    return <RefusalView refusal={answer.refusal} onUseServer={onUseServer} />;
  }
  return (
    <>
      {mode === "edit" && answer.plan.recreates && (
        <Alert severity="warning" variant="outlined" sx={{ mb: 1.5 }}>
          <AlertTitle>The pod is made anew</AlertTitle>
          Its processes end, and what they hold in memory or wrote to the container is lost.
          <FormControlLabel
            control={<Checkbox size="small" checked={agreed} onChange={(_, checked) => onAgree(checked)} />}
            label="Yes, make it anew"
          />
        </Alert>
      )}
      <PlanPreview plan={answer.plan} showChanges={mode === "edit"} />
    </>
  );
}

function Unanswered({ error, lostAnswer }: { error: unknown; lostAnswer: boolean }) {
  return (
    <Alert severity="error" variant="outlined" role="alert">
      <AlertTitle>{lostAnswer ? "No answer came" : "No preview now"}</AlertTitle>
      {describeError(error).message}
      {lostAnswer && " It may or may not have been done. Trying again is safe: it is done once."}
    </Alert>
  );
}

function standsAtFields(refusal: RefusalFactsFragment): boolean {
  if (refusal.__typename !== "InvalidInput") return false;
  const { placed, left } = placeProblems(refusal.problems);
  return left.length === 0 && Object.keys(placed).length > 0;
}
