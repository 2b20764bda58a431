"use client";
import { useMutation } from "@apollo/client/react";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { type RefusalFactsFragment, SetUserRoleDocument, type UserFactsFragment } from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";
import { RoleField } from "./role-field";

/** What somebody may do in the whole installation; takes effect at once, also where they look on. */
export function RoleDialog({ user, onClose }: { user: UserFactsFragment; onClose: () => void }) {
  const [role, setRole] = useState(user.role);
  const [change, { loading, error }] = useMutation(SetUserRoleDocument);
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const send = async () => {
    const answer = (await change({ variables: { input: { id: user.id, role } } })).data?.change;
    if (answer?.__typename === "ChangeUserSuccess") onClose();
    else setRefusal(answer ?? null);
  };
  return (
    <ConfirmDialog
      open
      title={`Change the role of ${user.name}`}
      confirm="Change the role"
      busy={loading}
      disabled={role === user.role}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        <RoleField value={role} onChange={setRole} />
        {refusal && <RefusalView refusal={refusal} />}
        {error && <ErrorState error={error} />}
      </Stack>
    </ConfirmDialog>
  );
}
