"use client";
import Alert from "@mui/material/Alert";
import type { AuthError } from "@/lib/auth/auth-api";

/** Why somebody was not let in. Problems of single fields stand at their fields. */
export function AuthAlert({ error }: { error: AuthError | null }) {
  if (error === null || error.code === "INVALID_INPUT") return null;
  return (
    <Alert severity="error" variant="outlined">
      {error.message.charAt(0).toUpperCase() + error.message.slice(1)}.
    </Alert>
  );
}

/** What a field of that name is told, if anything. */
export function problemOf(error: AuthError | null, path: string): string | undefined {
  return error?.problems?.find((problem) => problem.path === path)?.message;
}
