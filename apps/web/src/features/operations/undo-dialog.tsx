"use client";
import { useMutation } from "@apollo/client/react";
import Alert from "@mui/material/Alert";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useSnackbar } from "notistack";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import {
  OperationChangedDocument,
  OperationToUndoDocument,
  type OperationToUndoQuery,
  UndoOperationDocument,
  type UndoOperationMutation,
} from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { useDryRun } from "@/lib/api/use-dry-run";
import { useOperationKey } from "@/lib/api/use-operation-key";
import { podFieldLabel } from "@/lib/format/pod-field";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { ChangesTable } from "@/ui/changes-table";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Placeholder } from "@/ui/states";
import { isOver } from "./operation-looks";

interface UndoDialogProps {
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
}

type Answer = UndoOperationMutation["undoOperation"];
type ToUndo = NonNullable<OperationToUndoQuery["operation"]>;

/** Says by a dry run what an undo does, before it is done. Opened while the operation is still under way, it waits for its end. */
export function UndoDialog({ id, title, onClose }: UndoDialogProps) {
  const { data, error: unread } = useLiveQuery(OperationToUndoDocument, { id }, [
    feed(OperationChangedDocument, { variables: () => ({ id }), ends: true }),
  ]);
  const operation = data?.operation ?? null;
  const { answer, error, sending, send } = useUndo(id, operation?.undo.possible === true, title, onClose);
  return (
    <ConfirmDialog
      open
      title={`Undo "${title}"?`}
      confirm="Undo operation"
      tone="error"
      busy={sending}
      disabled={answer?.__typename !== "UndoOperationSuccess"}
      onConfirm={send}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, minHeight: 140 }}>
        <WhatHappens operation={operation} answer={answer} error={error ?? unread} />
      </Stack>
    </ConfirmDialog>
  );
}

function WhatHappens({
  operation,
  answer,
  error,
}: {
  operation: ToUndo | null;
  answer: Answer | null;
  error: unknown;
}) {
  if (error !== undefined) {
    return (
      <Alert severity="error" variant="outlined" role="alert">
        {describeError(error).message}
      </Alert>
    );
  }
  if (!operation) return <Placeholder lines={3} />;
  if (!isOver(operation.state)) {
    return <Typography>It is still under way. What an undo does is shown here as soon as it is done.</Typography>;
  }
  if (!operation.undo.possible) return <Typography>It cannot be undone: {operation.undo.reason}.</Typography>;
  return (
    <>
      <Typography>{operation.undo.whatHappens}</Typography>
      {!answer && <Placeholder lines={2} />}
      {answer?.__typename === "UndoOperationSuccess" && (
        <ChangesTable changes={answer.changes.map((change) => ({ ...change, field: podFieldLabel(change.field) }))} />
      )}
      {answer && answer.__typename !== "UndoOperationSuccess" && <RefusalView refusal={answer} />}
    </>
  );
}

/** A dry run as soon as it can be undone, the real thing on demand. */
function useUndo(id: string, possible: boolean, title: string, onDone: () => void) {
  const [mutate] = useMutation(UndoOperationDocument, { fetchPolicy: "no-cache" });
  const { enqueueSnackbar } = useSnackbar();
  const operationKey = useOperationKey();
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState<{ answer?: Answer; error?: unknown } | null>(null);

  async function ask(more: { dryRun: boolean; operationId?: string }): Promise<Answer> {
    const { data } = await mutate({ variables: { input: { id, ...more } } });
    if (!data) throw new Error("The API answered without data.");
    return data.undoOperation;
  }
  const dryRun = useDryRun(possible ? { id } : null, () => ask({ dryRun: true }));

  async function send() {
    setSending(true);
    try {
      const answer = await ask({ dryRun: false, operationId: operationKey.of({ id }) });
      if (answer.__typename === "UndoOperationSuccess") {
        enqueueSnackbar(`${title}: is being undone`, { variant: "success" });
        return onDone();
      }
      operationKey.renew();
      setFailed({ answer });
    } catch (error) {
      setFailed({ error });
    } finally {
      setSending(false);
    }
  }

  return {
    answer: failed?.answer ?? dryRun.last?.answer ?? null,
    error: failed?.error ?? dryRun.error,
    sending,
    send,
  };
}
