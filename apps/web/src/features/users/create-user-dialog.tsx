"use client";
import { useMutation } from "@apollo/client/react";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { CreateUserDocument, type CreateUserMutation, type PlatformRole } from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";
import { LinkDialog } from "./link-dialog";
import { RoleField } from "./role-field";

interface CreateUserDialogProps {
  readonly onCreated: () => void;
  readonly onClose: () => void;
}

/** Makes a user, then shows the link by which they choose their password, which is told this once. */
export function CreateUserDialog({ onCreated, onClose }: CreateUserDialogProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<PlatformRole | null>(null);
  const [create, { loading, error }] = useMutation(CreateUserDocument, { fetchPolicy: "no-cache" });
  const [answer, setAnswer] = useState<CreateUserMutation["createUser"] | null>(null);
  const send = async () => {
    const { data } = await create({ variables: { input: { name, email: email || null, role } } });
    if (data?.createUser.__typename === "CreateUserSuccess") onCreated();
    setAnswer(data?.createUser ?? null);
  };
  if (answer?.__typename === "CreateUserSuccess") {
    return <LinkDialog name={answer.user.name} link={answer.link} onClose={onClose} />;
  }
  return (
    <ConfirmDialog
      open
      title="Create a user"
      confirm="Create user"
      busy={loading}
      disabled={name.trim() === ""}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        <TextField
          label="Name"
          helperText="Small letters and digits; it cannot be changed later"
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
          slotProps={{ htmlInput: { autoCapitalize: "none", spellCheck: false } }}
          autoFocus
        />
        <TextField
          label="E-mail"
          type="email"
          helperText="Not needed; by it an OpenID provider's account is linked"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="off"
        />
        <RoleField value={role} onChange={setRole} />
        {answer && <RefusalView refusal={answer} />}
        {error && <ErrorState error={error} />}
      </Stack>
    </ConfirmDialog>
  );
}
