"use client";
import { useMutation } from "@apollo/client/react";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { useSnackbar } from "notistack";
import { type FormEvent, useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { ChangePasswordDocument, type RefusalFactsFragment } from "@/gql/graphql";
import { ErrorState } from "@/ui/states";

const nothing = { current: "", next: "", again: "" };

/** The password, changed with the one before. */
export function ChangePassword({ onChanged }: { onChanged: () => void }) {
  const [typed, setTyped] = useState(nothing);
  const [refusal, setRefusal] = useState<RefusalFactsFragment | null>(null);
  const [change, { loading, error }] = useMutation(ChangePasswordDocument, { fetchPolicy: "no-cache" });
  const { enqueueSnackbar } = useSnackbar();
  const send = async () => {
    const input = { currentPassword: typed.current, newPassword: typed.next };
    const answer = (await change({ variables: { input } })).data?.changePassword;
    if (answer?.__typename !== "ChangePasswordSuccess") {
      setRefusal(answer ?? null);
      return;
    }
    setRefusal(null);
    setTyped(nothing);
    enqueueSnackbar("Changed; your other sessions are ended", { variant: "success" });
    onChanged();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send().catch(() => undefined); // the failure is `error`
  };
  const field = (name: keyof typeof nothing, label: string, autoComplete: string) => {
    const problem = problemsOf(refusal)[name] ?? (name === "again" && isTypo ? "Is not the same" : undefined);
    return (
      <TextField
        label={label}
        type="password"
        autoComplete={autoComplete}
        value={typed[name]}
        onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
        error={problem !== undefined}
        helperText={problem}
        required
      />
    );
  };
  const isTypo = typed.again !== "" && typed.again !== typed.next;
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2, maxWidth: 420, pt: 0.5 }}>
      {field("current", "Current password", "current-password")}
      {field("next", "New password", "new-password")}
      {field("again", "The same again", "new-password")}
      {refusal && refusal.__typename !== "InvalidInput" && <RefusalView refusal={refusal} />}
      {error && <ErrorState error={error} />}
      <Button
        type="submit"
        variant="contained"
        loading={loading}
        disabled={typed.current === "" || typed.next === "" || typed.next !== typed.again}
        sx={{ alignSelf: "start" }}
      >
        Change the password
      </Button>
    </Stack>
  );
}

function problemsOf(refusal: RefusalFactsFragment | null): { current?: string; next?: string; again?: string } {
  const problems = refusal?.__typename === "InvalidInput" ? refusal.problems : [];
  const of = (path: string) => problems.find((problem) => problem.path === path)?.message;
  const [current, next] = [of("currentPassword"), of("newPassword")];
  return { ...(current && { current }), ...(next && { next }) };
}
