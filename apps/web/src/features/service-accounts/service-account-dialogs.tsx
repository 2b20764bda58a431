"use client";
import { useMutation } from "@apollo/client/react";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { TeamRoleField } from "@/features/teams/team-role-field";
import {
  CreateServiceAccountDocument,
  DisableServiceAccountDocument,
  type RefusalFactsFragment,
  type ServiceAccountFactsFragment,
  type TeamRole,
} from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";

interface CreateServiceAccountDialogProps {
  readonly team: string;
  readonly onCreated: () => void;
  readonly onClose: () => void;
}

/** Makes an identity of a team for a program; its tokens are made afterwards. */
export function CreateServiceAccountDialog({ team, onCreated, onClose }: CreateServiceAccountDialogProps) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [role, setRole] = useState<TeamRole>("MEMBER");
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const [create, { loading, error }] = useMutation(CreateServiceAccountDocument, { fetchPolicy: "no-cache" });
  const send = async () => {
    const input = { team, name: name.trim(), description, role };
    const answer = (await create({ variables: { input } })).data?.change;
    if (answer?.__typename !== "ServiceAccountSuccess") return setRefusal(answer ?? null);
    onCreated();
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={`Create a service account of ${team}`}
      confirm="Create service account"
      busy={loading}
      disabled={name.trim() === ""}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        <TextField
          label="Name"
          helperText="Lower-case letters, digits and dashes. Its pods and the audit trail name it so, for good."
          value={name}
          onChange={({ target }) => setName(target.value)}
          autoComplete="off"
          autoFocus
        />
        <TextField
          label="What it is for"
          value={description}
          onChange={({ target }) => setDescription(target.value)}
          autoComplete="off"
        />
        <TeamRoleField value={role} means={rolesOfPrograms[role]} onChange={setRole} />
        {refusal && <RefusalView refusal={refusal} />}
        {error && <ErrorState error={error} />}
      </Stack>
    </ConfirmDialog>
  );
}

/** A role comes to less for a program: quota, members and tokens take a person. */
const rolesOfPrograms: Record<TeamRole, string> = {
  VIEWER: "Sees the team, and changes nothing.",
  MEMBER: "Makes pods and changes its own. It asks for no quota: that takes a person.",
  LEAD: "Changes all pods of the team. Quota, members and tokens take a person.",
};

interface DisableServiceAccountDialogProps {
  readonly account: ServiceAccountFactsFragment;
  readonly onDisabled: () => void;
  readonly onClose: () => void;
}

/** Ends what an account may, until it is enabled again. */
export function DisableServiceAccountDialog({ account, onDisabled, onClose }: DisableServiceAccountDialogProps) {
  const { id, name } = account;
  const [disable, { loading, error }] = useMutation(DisableServiceAccountDocument, { fetchPolicy: "no-cache" });
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const send = async () => {
    const answer = (await disable({ variables: { input: { id } } })).data?.change;
    if (answer?.__typename !== "ServiceAccountSuccess") return setRefusal(answer ?? null);
    onDisabled();
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={`Disable the service account ${name}?`}
      confirm={`Disable ${name}`}
      tone="error"
      busy={loading}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Typography variant="body2" sx={{ mb: 2 }}>
        Its tokens are refused from then on, and what they have open is closed. Its pods stay. It can be enabled again.
      </Typography>
      {refusal && <RefusalView refusal={refusal} />}
      {error && <ErrorState error={error} />}
    </ConfirmDialog>
  );
}
