"use client";
import { useState } from "react";
import type { AuthAnswer, AuthError } from "@/lib/auth/auth-api";

/** Tries to get in, and goes on to `target` where that succeeds: by loading it, so that nothing of who was here before is left. */
export function useEntering(target: () => string) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AuthError | null>(null);
  const enter = async (attempt: () => Promise<AuthAnswer<unknown>>): Promise<void> => {
    setBusy(true);
    const answer = await attempt();
    if (answer.ok) {
      window.location.assign(target());
      return;
    }
    setBusy(false);
    setError(answer.error);
  };
  return { busy, error, setError, enter };
}
