"use client";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { type ReactNode, useId } from "react";

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: string;
  /** What the button says: the act and its object, never "OK". */
  readonly confirm: string;
  /** What the button says that does nothing, where "Cancel" could be taken for the act. */
  readonly cancel?: string;
  readonly tone?: "primary" | "error";
  readonly size?: "sm" | "md";
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Says what an act does before it is done. Closing it does nothing. */
export function ConfirmDialog({ open, title, children, ...rest }: ConfirmDialogProps) {
  const {
    confirm,
    cancel = "Cancel",
    tone = "primary",
    size = "sm",
    busy,
    disabled = false,
    onConfirm,
    onClose,
  } = rest;
  const titleId = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={titleId} fullWidth maxWidth={size}>
      <DialogTitle id={titleId} sx={{ overflowWrap: "anywhere" }}>
        {title}
      </DialogTitle>
      <DialogContent>{children}</DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose}>{cancel}</Button>
        <Button variant="contained" color={tone} loading={busy} disabled={disabled} onClick={onConfirm}>
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
