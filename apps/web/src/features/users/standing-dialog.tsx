"use client";
import { useMutation } from "@apollo/client/react";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import {
  DisableUserDocument,
  EnableUserDocument,
  type RefusalFactsFragment,
  type UserFactsFragment,
} from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";

/** Shuts somebody out, or lets them in again. */
export function StandingDialog({ user, onClose }: { user: UserFactsFragment; onClose: () => void }) {
  const isOut = user.disabledAt !== null;
  const [change, { loading, error }] = useMutation(isOut ? EnableUserDocument : DisableUserDocument);
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const send = async () => {
    const answer = (await change({ variables: { input: { id: user.id } } })).data?.change;
    if (answer?.__typename === "ChangeUserSuccess") onClose();
    else setRefusal(answer ?? null);
  };
  const verb = isOut ? "Enable" : "Disable";
  return (
    <ConfirmDialog
      open
      title={`${verb} ${user.name}?`}
      confirm={`${verb} ${user.name}`}
      tone={isOut ? "primary" : "error"}
      busy={loading}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Typography variant="body2" sx={{ mb: 2 }}>
        {isOut
          ? `${user.name} can sign in again, with the password from before.`
          : `${user.name} is signed out everywhere at once, and cannot sign in until somebody enables them. Their pods keep running.`}
      </Typography>
      {refusal && <RefusalView refusal={refusal} />}
      {error && <ErrorState error={error} />}
    </ConfirmDialog>
  );
}
