"use client";
import { useMutation } from "@apollo/client/react";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { type RefusalFactsFragment, RevokeTokenDocument, type TokenFactsFragment } from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";

interface RevokeTokenDialogProps {
  readonly token: TokenFactsFragment;
  readonly onClose: () => void;
}

/** Ends a token for good; the list shows it so, because the answer is the token as it is then. */
export function RevokeTokenDialog({ token: { id, name }, onClose }: RevokeTokenDialogProps) {
  const [revoke, { loading, error }] = useMutation(RevokeTokenDocument);
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const send = async () => {
    const answer = (await revoke({ variables: { input: { id } } })).data?.revokeApiToken;
    if (answer?.__typename === "RevokeApiTokenSuccess") onClose();
    else setRefusal(answer ?? null);
  };
  return (
    <ConfirmDialog
      open
      title={`Revoke the token ${name}?`}
      confirm={`Revoke ${name}`}
      tone="error"
      busy={loading}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Typography variant="body2" sx={{ mb: 2 }}>
        Whoever sends it is refused from then on, and what it has open is closed. A revoked token cannot be brought
        back.
      </Typography>
      {refusal && <RefusalView refusal={refusal} />}
      {error && <ErrorState error={error} />}
    </ConfirmDialog>
  );
}
