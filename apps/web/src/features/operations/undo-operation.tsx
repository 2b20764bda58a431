"use client";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { TouchButton } from "./touch-button";
import { UndoDialog } from "./undo-dialog";

interface UndoOperationProps {
  readonly id: string;
  readonly title: string;
  readonly undo: { readonly possible: boolean; readonly reason: string | null; readonly whatHappens: string | null };
}

/** Takes a finished operation back, after saying what that does; or says why it cannot be. */
export function UndoOperation({ id, title, undo }: UndoOperationProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {undo.possible ? (
        <div>
          <TouchButton id={id} onClick={() => setOpen(true)}>
            Undo this operation
          </TouchButton>
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            What that does: {undo.whatHappens}
          </Typography>
        </div>
      ) : (
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          Cannot be undone: {undo.reason}.
        </Typography>
      )}
      {open && <UndoDialog id={id} title={title} onClose={() => setOpen(false)} />}
    </>
  );
}
