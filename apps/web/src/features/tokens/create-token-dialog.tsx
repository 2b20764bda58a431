"use client";
import { useMutation } from "@apollo/client/react";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import {
  type ApiTokenScope,
  CreateTokenDocument,
  type CreateTokenMutation,
  type ServiceAccountFactsFragment,
} from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";
import { SecretDialog } from "./secret-dialog";
import { scopeWords } from "./token-looks";
import { TokenTeamField } from "./token-team-field";

interface CreateTokenDialogProps {
  /** As which it is to act; null: as the one who makes it. */
  readonly account: Pick<ServiceAccountFactsFragment, "id" | "name"> | null;
  readonly onCreated: () => void;
  readonly onClose: () => void;
}

/** Asks for a token, then shows its secret, which is told this once. */
export function CreateTokenDialog({ account, onCreated, onClose }: CreateTokenDialogProps) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<ApiTokenScope>("READ");
  const [days, setDays] = useState("30");
  const [team, setTeam] = useState("");
  const [create, { loading, error }] = useMutation(CreateTokenDocument, { fetchPolicy: "no-cache" });
  const [answer, setAnswer] = useState<CreateTokenMutation["createApiToken"] | null>(null);
  const send = async () => {
    const whose = account === null ? { teams: team === "" ? null : [team] } : { serviceAccountId: account.id };
    const { data } = await create({ variables: { input: { name, scope, expiresInDays: Number(days), ...whose } } });
    if (data?.createApiToken.__typename === "CreateApiTokenSuccess") onCreated();
    setAnswer(data?.createApiToken ?? null);
  };
  if (answer?.__typename === "CreateApiTokenSuccess") {
    return <SecretDialog name={answer.token.name} secret={answer.secret} onClose={onClose} />;
  }
  return (
    <ConfirmDialog
      open
      title={account === null ? "Create an API token" : `Create an API token for ${account.name}`}
      confirm="Create token"
      busy={loading}
      disabled={name.trim() === "" || !/^\d{1,3}$/.test(days)}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        <TextField
          label="Name"
          helperText="To tell tokens apart, in the audit trail too"
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
          autoFocus
        />
        {account === null && <TokenTeamField team={team} onChange={setTeam} />}
        <TextField
          select
          label="May"
          helperText={scopeWords[scope].means}
          value={scope}
          onChange={(event) => setScope(event.target.value as ApiTokenScope)}
        >
          {(Object.keys(scopeWords) as ApiTokenScope[]).map((one) => (
            <MenuItem key={one} value={one}>
              {scopeWords[one].name}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          label="Days until it expires"
          helperText="From 1 to 365"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          slotProps={{ htmlInput: { inputMode: "numeric" } }}
        />
        {answer && <RefusalView refusal={answer} />}
        {error && <ErrorState error={error} />}
      </Stack>
    </ConfirmDialog>
  );
}
