"use client";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type FormEvent, useEffect, useState } from "react";
import { type AuthError, authApi, type LinkFacts } from "@/lib/auth/auth-api";
import { paths } from "@/lib/paths";
import { Placeholder } from "@/ui/states";
import { TextLink } from "@/ui/text-link";
import { AuthAlert, problemOf } from "./auth-alert";
import { useEntering } from "./use-entering";

/** Behind a one-time link: makes the first admin, or lets a user choose their password. */
export function SetUpPage() {
  const [secret, setSecret] = useState("");
  const [facts, setFacts] = useState<LinkFacts | null>(null);
  const [over, setOver] = useState<AuthError | null>(null);
  useEffect(() => {
    const given = window.location.hash.slice(1);
    setSecret(given);
    void authApi.link(given).then((answer) => {
      if (answer.ok) setFacts(answer.value);
      else setOver(answer.error);
    });
  }, []);
  const title = facts?.for === "PASSWORD" ? "Choose your password" : "Set up Resource Manager";
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography variant="h1">{title}</Typography>
      {facts === null && over === null && <Placeholder lines={4} height={40} />}
      {over && (
        <>
          <AuthAlert error={over} />
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            <code>npm run admin -- set-up-link</code> prints a new link for the first admin. Links for users are made by
            admins.{" "}
            <TextLink underline="always" href={paths.signIn()}>
              Sign in
            </TextLink>
          </Typography>
        </>
      )}
      {facts && <SetUpForm secret={secret} facts={facts} />}
    </Stack>
  );
}

function SetUpForm({ secret, facts }: { secret: string; facts: LinkFacts }) {
  const isFirst = facts.for === "FIRST_ADMIN";
  const [name, setName] = useState(facts.name ?? "");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const { busy, error, enter } = useEntering(() => paths.dashboard());
  const isTypo = again !== "" && again !== password;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== again) return;
    const given = { secret, name, email, password };
    void enter(() => (isFirst ? authApi.setUp(given) : authApi.choosePassword(given)));
  };
  const ofPassword = problemOf(error, "password");
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      {isFirst && (
        <Alert severity="info" variant="outlined">
          You make the first admin. From then on everybody has to sign in.
        </Alert>
      )}
      <AuthAlert error={error} />
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="username"
        helperText={
          problemOf(error, "name") ?? (isFirst ? "Small letters and digits; it cannot be changed later" : " ")
        }
        error={problemOf(error, "name") !== undefined}
        slotProps={{ input: { readOnly: !isFirst }, htmlInput: { autoCapitalize: "none", spellCheck: false } }}
        required
      />
      {isFirst && (
        <TextField
          label="E-mail"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="email"
          helperText={problemOf(error, "email") ?? "Not needed; by it an OpenID provider's account is linked"}
          error={problemOf(error, "email") !== undefined}
        />
      )}
      <TextField
        label="New password"
        type="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="new-password"
        helperText={ofPassword ?? "At least 12 characters; long is better than odd"}
        error={ofPassword !== undefined}
        required
      />
      <TextField
        label="The same again"
        type="password"
        value={again}
        onChange={(event) => setAgain(event.target.value)}
        autoComplete="new-password"
        helperText={isTypo ? "Is not the same" : " "}
        error={isTypo}
        required
      />
      <Button type="submit" variant="contained" loading={busy} disabled={password === "" || password !== again}>
        {isFirst ? "Make the first admin" : "Choose this password"}
      </Button>
    </Stack>
  );
}
