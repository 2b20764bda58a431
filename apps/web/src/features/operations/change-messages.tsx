"use client";
import Button from "@mui/material/Button";
import { useSnackbar } from "notistack";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { UndoDialog } from "./undo-dialog";

/** Longer than other messages: there is something to decide. */
const SHOWN_MS = 10_000;

/** `title`: what was asked for. `operationId`: what may be undone; null: nothing was begun, or several at once. */
type TellOfChange = (title: string, operationId: string | null) => void;

const Told = createContext<TellOfChange>(() => undefined);

/** Says that a change was accepted, with a way to take it back. */
export function useTellOfChange(): TellOfChange {
  return useContext(Told);
}

/** Shows those messages, and the dialog that their "Undo" opens: it outlives the page and the message. */
export function ChangeMessages({ children }: { children: ReactNode }) {
  const { enqueueSnackbar, closeSnackbar } = useSnackbar();
  const [undoing, setUndoing] = useState<{ id: string; title: string } | null>(null);
  const tell = useCallback<TellOfChange>(
    (title, operationId) => {
      if (operationId === null) {
        enqueueSnackbar(title, { variant: "success" });
        return;
      }
      enqueueSnackbar(`${title}: accepted`, {
        variant: "success",
        autoHideDuration: SHOWN_MS,
        action: (key) => (
          <Button
            color="inherit"
            size="small"
            onClick={() => {
              closeSnackbar(key);
              setUndoing({ id: operationId, title });
            }}
          >
            Undo
          </Button>
        ),
      });
    },
    [enqueueSnackbar, closeSnackbar],
  );
  return (
    <Told value={tell}>
      {children}
      {undoing && <UndoDialog {...undoing} onClose={() => setUndoing(null)} />}
    </Told>
  );
}
