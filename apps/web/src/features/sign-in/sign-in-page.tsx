"use client";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Divider from "@mui/material/Divider";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { type AuthState, authApi } from "@/lib/auth/auth-api";
import { returnPath } from "@/lib/auth/return-path";
import { paths } from "@/lib/paths";
import { Placeholder } from "@/ui/states";
import { TextLink } from "@/ui/text-link";
import { AuthAlert } from "./auth-alert";
import { DemoIdentities } from "./demo-identities";
import { PasswordForm } from "./password-form";
import { useEntering } from "./use-entering";

/** The door: by password, with the OpenID provider, or as somebody of the demo. */
export function SignInPage() {
  const search = useSearchParams();
  const asked = search.get("return");
  const target = () => returnPath(asked, window.location.origin);
  const { busy, error, setError, enter } = useEntering(target);
  const [state, setState] = useState<AuthState | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the page is shown
  useEffect(() => {
    void authApi.state().then((answer) => {
      if (answer.ok) setState(answer.value);
      else setError(answer.error);
    });
  }, []);
  const refusedBy = search.get("refused");
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography variant="h1">Sign in</Typography>
      {refusedBy && (
        <Alert severity="error" variant="outlined">
          {refusedBy === "unknown"
            ? "Your account is known to the provider, and to nobody here. Ask an admin to make you a user with the same e-mail address."
            : "The sign-in with the provider did not work. Try it again."}
        </Alert>
      )}
      <AuthAlert error={error} />
      {state === null && error === null && <Placeholder lines={3} height={40} />}
      {state?.signedInAs && (
        <Alert severity="info" variant="outlined">
          You are signed in as {state.signedInAs}; signing in again ends that.
        </Alert>
      )}
      {state?.provider && (
        <Button variant="outlined" href={`/auth/oidc?return=${encodeURIComponent(asked ?? "/")}`} fullWidth>
          Sign in with {state.provider}
        </Button>
      )}
      {state && <PasswordForm busy={busy} onSubmit={(given) => void enter(() => authApi.signIn(given))} />}
      {state && state.demo.length > 0 && (
        <>
          <Divider>or look round as</Divider>
          <DemoIdentities
            identities={state.demo}
            disabled={busy}
            onTake={(name) => void enter(() => authApi.takeOn(name))}
          />
        </>
      )}
      {state && !state.hasAdmin && <NoAdminYet required={state.required} />}
    </Stack>
  );
}

function NoAdminYet({ required }: { required: boolean }) {
  return (
    <Typography variant="body2" sx={{ color: "text.secondary" }}>
      There is no admin yet. A link that makes one is printed by <code>npm run admin -- set-up-link</code>.
      {!required && (
        <>
          {" "}
          Until then whoever uses this machine may do everything:{" "}
          <TextLink underline="always" href={paths.dashboard()}>
            go on without signing in
          </TextLink>
          .
        </>
      )}
    </Typography>
  );
}
