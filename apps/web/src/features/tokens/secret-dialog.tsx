"use client";
import CopyIcon from "@mui/icons-material/ContentCopy";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useSnackbar } from "notistack";
import { useId } from "react";
import { CodeBlock } from "@/ui/code-block";

interface SecretDialogProps {
  readonly name: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** The one time that a secret is shown: only its button closes it. */
export function SecretDialog({ name, secret, onClose }: SecretDialogProps) {
  const titleId = useId();
  const { enqueueSnackbar } = useSnackbar();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      enqueueSnackbar("Copied", { variant: "success" });
    } catch {
      enqueueSnackbar("The browser does not let us copy; select the secret and copy it.", { variant: "error" });
    }
  };
  return (
    <Dialog open aria-labelledby={titleId} fullWidth maxWidth="sm">
      <DialogTitle id={titleId} sx={{ overflowWrap: "anywhere" }}>
        The secret of {name}
      </DialogTitle>
      <DialogContent>
        <Typography variant="body2" sx={{ mb: 1.5 }}>
          It is shown this once and kept nowhere. Put it now where the program finds it, and nobody else.
        </Typography>
        <CodeBlock label="Secret" text={secret} />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose}>Done</Button>
        <Button variant="contained" startIcon={<CopyIcon />} onClick={() => void copy()}>
          Copy the secret
        </Button>
      </DialogActions>
    </Dialog>
  );
}
