"use client";
import { useMutation } from "@apollo/client/react";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { CreatePasswordLinkDocument, type CreatePasswordLinkMutation, type UserFactsFragment } from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";
import { LinkDialog } from "./link-dialog";

/** A new password for somebody who forgot theirs. */
export function PasswordLinkDialog({ user, onClose }: { user: UserFactsFragment; onClose: () => void }) {
  const [make, { loading, error }] = useMutation(CreatePasswordLinkDocument, { fetchPolicy: "no-cache" });
  const [answer, setAnswer] = useState<CreatePasswordLinkMutation["createPasswordLink"] | null>(null);
  const send = async () =>
    setAnswer((await make({ variables: { input: { id: user.id } } })).data?.createPasswordLink ?? null);
  if (answer?.__typename === "CreatePasswordLinkSuccess") {
    return <LinkDialog name={user.name} link={answer.link} onClose={onClose} />;
  }
  return (
    <ConfirmDialog
      open
      title={`Make a password link for ${user.name}?`}
      confirm="Make the link"
      busy={loading}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Typography variant="body2" sx={{ mb: 2 }}>
        By it {user.name} chooses a new password. Until then the old one stays good; a link that was made before does
        not.
      </Typography>
      {answer && <RefusalView refusal={answer} />}
      {error && <ErrorState error={error} />}
    </ConfirmDialog>
  );
}
