"use client";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useId } from "react";
import { type AmountsLike, addAmounts, describeAmounts } from "@/lib/format/amounts";
import { plural } from "@/lib/format/numbers";
import type { PodKeyText } from "./pod-keys";
import { type BulkState, useBulkDelete } from "./use-bulk-delete";

interface BulkDeleteDialogProps {
  readonly keys: readonly PodKeyText[];
  /** With what was not deleted. */
  readonly onClose: (left: readonly PodKeyText[]) => void;
}

/** Deletes several pods: says first what that frees and what is lost, then what became of each. */
export function BulkDeleteDialog({ keys, onClose }: BulkDeleteDialogProps) {
  const titleId = useId();
  const { states, sending, send } = useBulkDelete(keys);
  const all = [...states.values()];
  const count = (kind: BulkState["kind"]) => all.filter((state) => state.kind === kind).length;
  const toSend = count("ready") + count("unanswered");
  const accepted = count("accepted");
  const close = () => onClose(keys.filter((key) => states.get(key)?.kind !== "accepted"));
  return (
    <Dialog open onClose={sending ? undefined : close} aria-labelledby={titleId} fullWidth maxWidth="sm">
      <DialogTitle id={titleId}>Delete {plural(keys.length, "pod")}?</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography>
            Their processes end, and what they hold in memory or wrote to their containers is lost.
          </Typography>
          <Typography role="status">
            {accepted > 0 && `${plural(accepted, "pod")} being deleted. `}
            {count("ready") > 0 && `This frees ${describeAmounts(freed(all))}, as soon as they are proven gone.`}
          </Typography>
          <Box component="ul" aria-label="Pods to delete" tabIndex={0} sx={listStyle}>
            {keys.map((key) => (
              <PodLine key={key} name={key} state={states.get(key) ?? { kind: "checking" }} />
            ))}
          </Box>
        </Stack>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={close} disabled={sending}>
          {accepted > 0 ? "Close" : "Cancel"}
        </Button>
        {(toSend > 0 || accepted === 0) && (
          <Button
            variant="contained"
            color="error"
            loading={sending}
            disabled={toSend === 0 || count("checking") > 0}
            onClick={send}
          >
            {accepted > 0 ? `Try ${plural(toSend, "pod")} again` : `Delete ${plural(toSend, "pod")}`}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function PodLine({ name, state }: { name: PodKeyText; state: BulkState }) {
  const isWrong = state.kind === "refused" || state.kind === "unanswered";
  return (
    <Box component="li" sx={{ py: 0.75 }}>
      <Stack direction="row" sx={{ justifyContent: "space-between", flexWrap: "wrap", columnGap: 2 }}>
        <Typography variant="body2" sx={{ fontWeight: 500, overflowWrap: "anywhere", minWidth: "min-content" }}>
          {name}
        </Typography>
        <Typography variant="body2" sx={{ color: isWrong ? "error.main" : "text.secondary" }}>
          {stateText(state)}
        </Typography>
      </Stack>
      {isWrong && (
        <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
          {state.why}
        </Typography>
      )}
    </Box>
  );
}

function stateText(state: BulkState): string {
  switch (state.kind) {
    case "checking":
      return "Looking …";
    case "ready":
      return `frees ${describeAmounts(state.frees)}`;
    case "sending":
      return "Deleting …";
    case "accepted":
      return "Is being deleted";
    case "refused":
      return "Not deleted";
    case "unanswered":
      return "No answer came";
  }
}

function freed(states: readonly BulkState[]): AmountsLike {
  return addAmounts(states.flatMap((state) => (state.kind === "ready" ? [state.frees] : [])));
}

const listStyle = {
  listStyle: "none",
  m: 0,
  p: 0,
  maxHeight: 320,
  overflow: "auto",
  "& > li + li": { borderTop: 1, borderColor: "divider" },
};
