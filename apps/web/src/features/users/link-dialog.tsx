"use client";
import CopyIcon from "@mui/icons-material/ContentCopy";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useId } from "react";
import { formatAbsolute } from "@/lib/format/time";
import { CodeBlock } from "@/ui/code-block";
import { useCopy } from "@/ui/use-copy";

interface LinkDialogProps {
  readonly name: string;
  readonly link: { readonly path: string; readonly expiresAt: string };
  readonly onClose: () => void;
}

/** The one time that a link is shown: only its button closes it. */
export function LinkDialog({ name, link, onClose }: LinkDialogProps) {
  const titleId = useId();
  const copy = useCopy();
  const url = `${window.location.origin}${link.path}`;
  return (
    <Dialog open aria-labelledby={titleId} fullWidth maxWidth="sm">
      <DialogTitle id={titleId} sx={{ overflowWrap: "anywhere" }}>
        The link for {name}
      </DialogTitle>
      <DialogContent>
        <Typography variant="body2" sx={{ mb: 1.5 }}>
          It is shown this once. Give it to {name}, and to nobody else: whoever opens it first chooses the password. It
          works once, until {formatAbsolute(new Date(link.expiresAt))}.
        </Typography>
        <CodeBlock label="Link" text={url} />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose}>Done</Button>
        <Button variant="contained" startIcon={<CopyIcon />} onClick={() => copy(url, "The link")}>
          Copy the link
        </Button>
      </DialogActions>
    </Dialog>
  );
}
