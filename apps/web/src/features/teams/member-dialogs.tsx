"use client";
import { useMutation } from "@apollo/client/react";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import {
  type MemberFactsFragment,
  type RefusalFactsFragment,
  RemoveMemberDocument,
  SetMemberDocument,
  TeamPageDocument,
  type TeamRole,
} from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";
import { teamRoles } from "./team-role";
import { TeamRoleField } from "./team-role-field";

const REFRESHED = { refetchQueries: [TeamPageDocument] };

/** Adds somebody to a team, or gives a member another role; it holds at once, also where they look on. */
export function SetMemberDialog({
  team,
  member,
  onClose,
}: {
  team: string;
  member: MemberFactsFragment | null;
  onClose: () => void;
}) {
  const [user, setUser] = useState(member?.name ?? "");
  const [role, setRole] = useState<TeamRole>(member?.role ?? "MEMBER");
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const [change, { loading, error }] = useMutation(SetMemberDocument, REFRESHED);
  const send = async () => {
    const input = { team, user: user.trim(), role };
    const answer = (await change({ variables: { input } })).data?.change;
    if (answer?.__typename === "MemberSuccess") onClose();
    else setRefusal(answer ?? null);
  };
  return (
    <ConfirmDialog
      open
      title={member === null ? `Add a member to ${team}` : `Change the role of ${member.name} in ${team}`}
      confirm={member === null ? "Add member" : "Change the role"}
      busy={loading}
      disabled={user.trim() === "" || role === member?.role}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        {member === null && (
          <TextField
            label="User"
            helperText="The name that they sign in with."
            value={user}
            onChange={({ target }) => setUser(target.value)}
            autoComplete="off"
            autoFocus
          />
        )}
        <TeamRoleField value={role} means={teamRoles[role].means} onChange={setRole} />
        {refusal && <RefusalView refusal={refusal} />}
        {error && <ErrorState error={error} />}
      </Stack>
    </ConfirmDialog>
  );
}

export function RemoveMemberDialog({
  team,
  member,
  onClose,
}: {
  team: string;
  member: MemberFactsFragment;
  onClose: () => void;
}) {
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const [change, { loading, error }] = useMutation(RemoveMemberDocument, REFRESHED);
  const send = async () => {
    const answer = (await change({ variables: { input: { team, user: member.name } } })).data?.change;
    if (answer?.__typename === "MemberSuccess") onClose();
    else setRefusal(answer ?? null);
  };
  return (
    <ConfirmDialog
      open
      title={`Remove ${member.name} from ${team}?`}
      confirm="Remove"
      tone="error"
      busy={loading}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Typography variant="body2">
        They see nothing of the team any more, at once, also where they look on. Their pods stay.
      </Typography>
      {refusal && <RefusalView refusal={refusal} />}
      {error && <ErrorState error={error} />}
    </ConfirmDialog>
  );
}
