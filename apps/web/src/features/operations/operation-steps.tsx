"use client";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { OperationProgressFragmentDoc, type StepState } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { formatDuration } from "@/lib/format/time";
import { RelativeTime } from "@/ui/relative-time";
import { CancelOperation } from "./cancel-operation";
import { isOver, operationTitle, stepLook } from "./operation-looks";
import { RetryOperation } from "./retry-operation";
import { UndoOperation } from "./undo-operation";

/** How far an operation is: each step with its state, what it says, and how long it took. */
export function OperationSteps({ operation }: { operation: FragmentType<typeof OperationProgressFragmentDoc> }) {
  const facts = unmask(OperationProgressFragmentDoc, operation);
  const { steps, state, waitingFor, nextAttemptAt, errorMessage } = facts;
  return (
    <Stack sx={{ gap: 1.5 }}>
      {!isOver(state) && waitingFor && (
        <Alert severity="warning" variant="outlined">
          Waiting: {waitingFor}
          {nextAttemptAt && (
            <>
              {" "}
              · next attempt <RelativeTime time={nextAttemptAt} />
            </>
          )}
        </Alert>
      )}
      {errorMessage && (
        <Alert severity={state === "UNDONE" ? "warning" : "error"} variant="outlined">
          {errorMessage}
        </Alert>
      )}
      <List disablePadding aria-label="Steps">
        {steps.map((step, index) => (
          <Step key={step.name} step={step} last={index === steps.length - 1} />
        ))}
      </List>
      {facts.cancellable && <CancelOperation id={facts.id} title={operationTitle(facts)} />}
      <RetryOperation operation={facts} />
      {state === "DONE" && <UndoOperation id={facts.id} title={operationTitle(facts)} undo={facts.undo} />}
    </Stack>
  );
}

interface StepFacts {
  readonly title: string;
  readonly state: StepState;
  readonly message: string | null;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

function Step({ step, last }: { step: StepFacts; last: boolean }) {
  const { word, tone, icon: Icon } = stepLook(step.state);
  const took = step.startedAt && step.endedAt ? Date.parse(step.endedAt) - Date.parse(step.startedAt) : null;
  const notes = [
    word,
    took !== null && took >= 1000 && formatDuration(took),
    step.attempts > 1 && plural(step.attempts, "attempt"),
  ].filter(Boolean);
  return (
    <ListItem disablePadding sx={{ alignItems: "stretch", gap: 1.5 }}>
      <Stack sx={{ alignItems: "center" }}>
        <Icon aria-hidden fontSize="small" color={tone === "default" ? "disabled" : tone} sx={{ mt: 0.25 }} />
        {!last && <Box sx={{ flexGrow: 1, width: "2px", bgcolor: "divider", my: 0.25 }} />}
      </Stack>
      <Box sx={{ pb: last ? 0 : 1.5, minWidth: 0, flexGrow: 1 }}>
        <Stack direction="row" sx={{ justifyContent: "space-between", gap: 1 }}>
          <Typography variant="body2" sx={{ fontWeight: 500 }}>
            {step.title}
          </Typography>
          <Typography variant="body2" sx={{ color: "text.secondary", whiteSpace: "nowrap" }}>
            {notes.join(" · ")}
          </Typography>
        </Stack>
        {step.message && (
          <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
            {step.message}
          </Typography>
        )}
      </Box>
    </ListItem>
  );
}
