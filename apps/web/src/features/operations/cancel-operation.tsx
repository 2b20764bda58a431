"use client";
import { useMutation } from "@apollo/client/react";
import Alert from "@mui/material/Alert";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useEffect, useRef, useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { unmask } from "@/gql/fragment-masking";
import { CancelOperationDocument, type CancelOperationMutation, RefusalFactsFragmentDoc } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Placeholder } from "@/ui/states";
import { TouchButton } from "./touch-button";

type CancelResult = CancelOperationMutation["cancelOperation"];

/** Calls an operation off, after saying what that takes back. */
export function CancelOperation({ id, title }: { id: string; title: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <TouchButton id={id} onClick={() => setOpen(true)}>
        Undo this operation
      </TouchButton>
      {open && <CancelOperationDialog id={id} title={title} onClose={() => setOpen(false)} />}
    </>
  );
}

function CancelOperationDialog({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const { result, error, sending, cancel } = useCancel(id, onClose);
  const undoes = result?.__typename === "CancelOperationSuccess" ? result.undoes : null;
  return (
    <ConfirmDialog
      open
      title={`Undo "${title}"?`}
      confirm="Undo operation"
      tone="error"
      busy={sending}
      disabled={!undoes}
      onConfirm={cancel}
      onClose={onClose}
    >
      <Stack sx={{ gap: 1, minHeight: 140 }}>
        {!result && error === undefined && <Placeholder lines={3} />}
        {undoes && (
          <>
            <Typography>It is called off, and what it did until now is taken back, last step first:</Typography>
            <List disablePadding aria-label="Steps that are undone" sx={{ listStyle: "disc", pl: 3 }}>
              {undoes.toReversed().map((step) => (
                <ListItem key={step} disablePadding sx={{ display: "list-item" }}>
                  {step}
                </ListItem>
              ))}
            </List>
          </>
        )}
        {result && result.__typename !== "CancelOperationSuccess" && (
          <RefusalView refusal={unmask(RefusalFactsFragmentDoc, result)} />
        )}
        {error !== undefined && (
          <Alert severity="error" variant="outlined" role="alert">
            {describeError(error).message}
          </Alert>
        )}
      </Stack>
    </ConfirmDialog>
  );
}

/** A dry run as soon as it is shown, the real thing on demand. */
function useCancel(id: string, onDone: () => void) {
  const [mutate] = useMutation(CancelOperationDocument, { fetchPolicy: "no-cache" });
  const [operationId] = useState(() => crypto.randomUUID());
  const [result, setResult] = useState<CancelResult | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  const [sending, setSending] = useState(false);

  const ask = useRef(async (dryRun: boolean) => {
    const { data } = await mutate({ variables: { input: { id, dryRun, ...(!dryRun && { operationId }) } } });
    if (!data) throw new Error("The API answered without data.");
    return data.cancelOperation;
  });

  useEffect(() => {
    let shown = true;
    ask.current(true).then(
      (answer) => shown && setResult(answer),
      (failure) => shown && setError(failure),
    );
    return () => {
      shown = false;
    };
  }, []);

  async function cancel() {
    setSending(true);
    setError(undefined);
    try {
      const answer = await ask.current(false);
      if (answer.__typename === "CancelOperationSuccess") onDone();
      else setResult(answer);
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(false);
    }
  }

  return { result, error, sending, cancel };
}
