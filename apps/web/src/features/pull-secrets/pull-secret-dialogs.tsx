"use client";
import { useMutation } from "@apollo/client/react";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { operationTitle } from "@/features/operations/operation-looks";
import { RefusalView } from "@/features/refusals/refusal-view";
import {
  CreatePullSecretDocument,
  type CreatePullSecretMutation,
  DeletePullSecretDocument,
  type PullSecretFactsFragment,
  type RefusalFactsFragment,
  RotatePullSecretDocument,
  TeamPageDocument,
} from "@/gql/graphql";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/states";

const REFRESHED = { refetchQueries: [TeamPageDocument], fetchPolicy: "no-cache" as const };

interface PullSecretDialogProps {
  readonly team: string;
  /** Whose password is to be another one; null: a new registry. */
  readonly secret: PullSecretFactsFragment | null;
  readonly onClose: () => void;
}

/** Takes credentials of a registry. They are sent once, when somebody says so: no dry run carries a password. */
export function PullSecretDialog({ team, secret, onClose }: PullSecretDialogProps) {
  const [registry, setRegistry] = useState(secret?.registry ?? "");
  const [username, setUsername] = useState(secret?.username ?? "");
  const [password, setPassword] = useState("");
  const document = secret === null ? CreatePullSecretDocument : RotatePullSecretDocument;
  const [change, { loading, error }] = useMutation(document, REFRESHED);
  const { refusal, take } = useOutcome(onClose);
  const send = async () => {
    const input = { team, registry: registry.trim(), username: username.trim(), password };
    take((await change({ variables: { input } })).data?.change);
  };
  return (
    <ConfirmDialog
      open
      title={secret === null ? `Add a private registry to ${team}` : `Rotate the password for ${secret.registry}`}
      confirm={secret === null ? "Add registry" : "Rotate password"}
      busy={loading}
      disabled={registry.trim() === "" || username.trim() === "" || password === ""}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, pt: 1 }}>
        <Typography variant="body2">
          {secret === null
            ? "It is kept encrypted, and put into each of the team's namespaces. New pods with images of the registry use it."
            : "Pods that run are not touched. What is pulled from then on is pulled with it."}
        </Typography>
        {secret === null && (
          <TextField
            label="Registry"
            helperText="Its host, such as registry.example:5000; docker.io for Docker Hub"
            value={registry}
            onChange={({ target }) => setRegistry(target.value)}
            autoComplete="off"
            autoFocus
          />
        )}
        <TextField
          label="Username"
          value={username}
          onChange={({ target }) => setUsername(target.value)}
          autoComplete="off"
        />
        <TextField
          label="Password or token"
          type="password"
          helperText="It is never shown again."
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          autoComplete="new-password"
          autoFocus={secret !== null}
        />
        {refusal && <RefusalView refusal={refusal} />}
        {error && <ErrorState error={error} />}
      </Stack>
    </ConfirmDialog>
  );
}

interface DeletePullSecretDialogProps {
  readonly team: string;
  readonly secret: PullSecretFactsFragment;
  readonly onClose: () => void;
}

export function DeletePullSecretDialog({ team, secret: { registry }, onClose }: DeletePullSecretDialogProps) {
  const [change, { loading, error }] = useMutation(DeletePullSecretDocument, REFRESHED);
  const { refusal, take } = useOutcome(onClose);
  const send = async () => {
    take((await change({ variables: { input: { team, registry } } })).data?.change);
  };
  return (
    <ConfirmDialog
      open
      title={`Delete the pull secret for ${registry}?`}
      confirm={`Delete ${registry}`}
      tone="error"
      busy={loading}
      onConfirm={() => void send().catch(() => undefined)} // the failure is `error`
      onClose={onClose}
    >
      <Typography variant="body2" sx={{ mb: 2 }}>
        It is taken out of the team's namespaces. Pods that run are not touched; an image of the registry that is not on
        its server yet can then not be pulled. Its password is not kept.
      </Typography>
      {refusal && <RefusalView refusal={refusal} />}
      {error && <ErrorState error={error} />}
    </ConfirmDialog>
  );
}

/** Closes and tells of the operation, or keeps the refusal to be shown. */
function useOutcome(onClose: () => void) {
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const tellOfChange = useTellOfChange();
  const take = (answer: CreatePullSecretMutation["change"] | undefined) => {
    if (answer?.__typename !== "TeamSuccess") return setRefusal(answer ?? null);
    if (answer.operation) tellOfChange(operationTitle(answer.operation), answer.operation.id);
    onClose();
  };
  return { refusal, take };
}
