"use client";
import { useLazyQuery } from "@apollo/client/react";
import VerifyIcon from "@mui/icons-material/VerifiedOutlined";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useWhyNowhere } from "@/features/rights/use-rights";
import { AuditChainDocument, type AuditChainQuery } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { CodeBlock } from "@/ui/code-block";
import { GatedButton } from "@/ui/gated-button";
import { ErrorState, Placeholder } from "@/ui/states";

const titleId = "chain-status-title";

/** Has every event read anew, and says whether each is as it was written. */
export function ChainStatus() {
  const [verify, { data, error, loading }] = useLazyQuery(AuditChainDocument, { fetchPolicy: "network-only" });
  const [open, setOpen] = useState(false);
  const why = useWhyNowhere("seeAll") ?? null;
  return (
    <>
      <GatedButton
        why={why}
        variant="outlined"
        startIcon={<VerifyIcon />}
        onClick={() => {
          setOpen(true);
          verify().catch(() => undefined); // the failure is the query's `error`
        }}
      >
        Verify the trail
      </GatedButton>
      <Dialog open={open} onClose={() => setOpen(false)} aria-labelledby={titleId} fullWidth maxWidth="sm">
        <DialogTitle id={titleId}>Is the audit trail whole?</DialogTitle>
        <DialogContent>
          {loading && <Placeholder lines={4} />}
          {!loading && error !== undefined && <ErrorState error={error} />}
          {!loading && data && <ChainReport chain={data.auditChain} />}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={() => setOpen(false)}>Close</Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function ChainReport({ chain: { whole, events, head, faults } }: { chain: AuditChainQuery["auditChain"] }) {
  if (!whole) {
    return (
      <Alert severity="error" variant="outlined" role="alert">
        <AlertTitle>The trail was changed</AlertTitle>
        {faults.map(({ kind, sequence, message }) => (
          <Typography key={`${kind} ${sequence}`} variant="body2">
            {message}
          </Typography>
        ))}
      </Alert>
    );
  }
  return (
    <>
      <Alert severity="success" variant="outlined" role="status" sx={{ mb: 2 }}>
        {plural(events, "event")}, each as it was written, none removed or moved.
      </Alert>
      {head && (
        <>
          <Typography variant="body2" sx={{ mb: 1 }}>
            Note this down: it proves later that nothing up to here was rewritten.
          </Typography>
          <CodeBlock label="The newest event and its hash" text={`${head.sequence}:${head.hash}`} />
        </>
      )}
    </>
  );
}
