"use client";
import Box from "@mui/material/Box";
import { unmask } from "@/gql/fragment-masking";
import { AccountPageDocument, SessionFactsFragmentDoc, ViewerFactsFragmentDoc } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { Facts } from "@/ui/facts";
import { PageHeader } from "@/ui/page-header";
import { Section } from "@/ui/section";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { ChangePassword } from "./change-password";
import { SessionTable } from "./session-table";
import { standingText } from "./standing-text";
import { isSignedIn } from "./use-viewer";

/** Who one is, the own password, and where one is signed in. */
export function AccountPage() {
  const { data, error, retry } = useLiveQuery(AccountPageDocument, {}, []);
  const viewer = unmask(ViewerFactsFragmentDoc, data?.viewer);
  const sessions = data && unmask(SessionFactsFragmentDoc, data.sessions);
  return (
    <>
      <PageHeader title="Your account" />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!viewer && error === undefined && <Placeholder lines={5} height={40} />}
      {viewer && !isSignedIn(viewer) && (
        <EmptyState title="You are not signed in">
          Sign-in is not required yet, so there is no account of yours here.
        </EmptyState>
      )}
      {viewer && isSignedIn(viewer) && (
        <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
          <Section title="Who you are">
            <Facts
              facts={[
                { name: "Name", value: viewer.name },
                { name: "Roles", value: standingText(viewer) },
              ]}
            />
          </Section>
          {(viewer.how === "PASSWORD" || viewer.how === "LINK") && (
            <Section title="Password">
              <ChangePassword onChanged={retry} />
            </Section>
          )}
          <Section title="Where you are signed in">
            <SessionTable sessions={sessions ?? []} onEnded={retry} />
          </Section>
        </Box>
      )}
    </>
  );
}
