"use client";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { type FormEvent, useState } from "react";

interface PasswordFormProps {
  readonly busy: boolean;
  readonly onSubmit: (given: { name: string; password: string }) => void;
}

export function PasswordForm({ busy, onSubmit }: PasswordFormProps) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ name, password });
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      <TextField
        label="Name or e-mail"
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="username"
        slotProps={{ htmlInput: { autoCapitalize: "none", spellCheck: false } }}
        required
        autoFocus
      />
      <TextField
        label="Password"
        type="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        required
      />
      <Button type="submit" variant="contained" loading={busy}>
        Sign in
      </Button>
    </Stack>
  );
}
