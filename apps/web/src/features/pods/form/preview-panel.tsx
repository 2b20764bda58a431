"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { useEffect, useId, useRef } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { Unanswered } from "@/features/refusals/unanswered";
import type { RefusalFactsFragment } from "@/gql/graphql";
import { PlanPreview } from "./plan-preview";
import { placeProblems } from "./pod-form-problems";
import type { PodChange } from "./use-pod-change";

export interface PreviewPanelProps {
  readonly mode: "create" | "edit";
  readonly change: PodChange;
  readonly onUseServer: (server: string) => void;
}

/** What the form would do if it were sent now: the plan, or why not. */
export function PreviewPanel(props: PreviewPanelProps) {
  const { checking, sending } = props.change;
  const headingId = useId();
  const panel = useRef<HTMLElement>(null);
  const wasSending = useRef(false);
  useEffect(() => {
    if (wasSending.current && !sending) panel.current?.scrollIntoView({ block: "nearest" });
    wasSending.current = sending;
  }, [sending]);
  return (
    <Box
      ref={panel}
      component="section"
      aria-labelledby={headingId}
      aria-live="polite"
      aria-busy={checking}
      sx={panelStyle}
    >
      <Typography id={headingId} component="h3" variant="subtitle2">
        Preview
      </Typography>
      <Box sx={{ height: 4, my: 0.75 }}>{checking && <LinearProgress aria-label="Checking" />}</Box>
      <PreviewContent {...props} />
    </Box>
  );
}

function PreviewContent({ mode, change, onUseServer }: PreviewPanelProps) {
  const { answer, error, lostAnswer, blocked } = change;
  if (error !== undefined) return <Unanswered error={error} lostAnswer={lostAnswer} />;
  if (!answer) {
    return (
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {blocked ? nothingToShow[blocked] : "Looking where it fits …"}
      </Typography>
    );
  }
  if (answer.kind === "refused") {
    if (standsAtFields(answer.refusal)) {
      return <Typography variant="body2">What is wrong stands at the fields.</Typography>;
    }
    return <RefusalView refusal={answer.refusal} onUseServer={mode === "create" ? onUseServer : undefined} />;
  }
  return (
    <>
      {mode === "edit" && answer.plan.recreates && <Recreation agreed={change.agreed} onAgree={change.agree} />}
      <PlanPreview plan={answer.plan} showChanges={mode === "edit"} />
    </>
  );
}

const nothingToShow = {
  problems: "Fill in the fields to see where it fits.",
  nothing: "Nothing is changed yet.",
};

const panelStyle = {
  p: 2,
  borderRadius: 1,
  border: 1,
  borderColor: "divider",
  bgcolor: "background.default",
  minHeight: 200,
  alignSelf: "start",
};

function Recreation({ agreed, onAgree }: { agreed: boolean; onAgree: (agreed: boolean) => void }) {
  return (
    <Alert severity="warning" variant="outlined" sx={{ mb: 1.5 }}>
      <AlertTitle>The pod is made anew</AlertTitle>
      Its processes end, and what they hold in memory or wrote to the container is lost.
      <FormControlLabel
        control={<Checkbox size="small" checked={agreed} onChange={(_, checked) => onAgree(checked)} />}
        label="Yes, make it anew"
      />
    </Alert>
  );
}

function standsAtFields(refusal: RefusalFactsFragment): boolean {
  if (refusal.__typename !== "InvalidInput") return false;
  const { placed, left } = placeProblems(refusal.problems);
  return left.length === 0 && Object.keys(placed).length > 0;
}
