"use client";
import Button from "@mui/material/Button";
import { useState } from "react";
import type { WhyNot } from "@/features/rights/use-rights";
import { unmask } from "@/gql/fragment-masking";
import { type PullSecretFactsFragment, PullSecretFactsFragmentDoc, type TeamPageQuery } from "@/gql/graphql";
import { Entries, Entry, EntryText } from "@/ui/entries";
import { GatedButton } from "@/ui/gated-button";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { EmptyState } from "@/ui/states";
import { DeletePullSecretDialog, PullSecretDialog } from "./pull-secret-dialogs";

interface TeamPullSecretsProps {
  readonly team: string;
  readonly secrets: NonNullable<TeamPageQuery["team"]>["pullSecrets"];
  readonly archived: boolean;
  readonly whyNot: WhyNot;
}

type Opened =
  | { readonly kind: "create" }
  | { readonly kind: "rotate" | "delete"; readonly secret: PullSecretFactsFragment };

/** The private registries from which the team's pods may pull; what is secret of them is never shown. */
export function TeamPullSecrets({ team, secrets, archived, whyNot }: TeamPullSecretsProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const why = whyNot("managePullSecrets");
  return (
    <Section title="Pull secrets">
      {secrets.length === 0 && <EmptyState title="No private registries yet" />}
      <Entries label="Pull secrets">
        {unmask(PullSecretFactsFragmentDoc, secrets).map((secret) => (
          <Entry key={secret.registry}>
            <EntryText title={secret.registry}>
              as {secret.username}, password set <RelativeTime time={secret.rotatedAt} />
            </EntryText>
            {why === null && (
              <>
                <Button
                  size="small"
                  aria-label={`Rotate ${secret.registry}`}
                  onClick={() => setOpened({ kind: "rotate", secret })}
                >
                  Rotate
                </Button>
                <Button
                  size="small"
                  color="inherit"
                  aria-label={`Delete ${secret.registry}`}
                  onClick={() => setOpened({ kind: "delete", secret })}
                >
                  Delete
                </Button>
              </>
            )}
          </Entry>
        ))}
      </Entries>
      {!archived && (
        <GatedButton
          why={why}
          size="small"
          variant="outlined"
          sx={{ mt: 1.5 }}
          onClick={() => setOpened({ kind: "create" })}
        >
          Add a private registry
        </GatedButton>
      )}
      {opened?.kind === "create" && <PullSecretDialog team={team} secret={null} onClose={close} />}
      {opened?.kind === "rotate" && <PullSecretDialog team={team} secret={opened.secret} onClose={close} />}
      {opened?.kind === "delete" && <DeletePullSecretDialog team={team} secret={opened.secret} onClose={close} />}
    </Section>
  );
}
