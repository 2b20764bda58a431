"use client";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { WhyNot } from "@/features/rights/use-rights";
import { CreateTokenDialog } from "@/features/tokens/create-token-dialog";
import { RevokeTokenDialog } from "@/features/tokens/revoke-token-dialog";
import { unmask } from "@/gql/fragment-masking";
import {
  type ServiceAccountFactsFragment,
  ServiceAccountFactsFragmentDoc,
  type TeamPageQuery,
  type TokenFactsFragment,
} from "@/gql/graphql";
import { GatedButton } from "@/ui/gated-button";
import { Section } from "@/ui/section";
import { EmptyState } from "@/ui/states";
import { CreateServiceAccountDialog, DisableServiceAccountDialog } from "./service-account-dialogs";
import { ServiceAccountRow } from "./service-account-row";

interface TeamServiceAccountsProps {
  readonly team: string;
  readonly accounts: NonNullable<TeamPageQuery["team"]>["serviceAccounts"];
  readonly archived: boolean;
  readonly whyNot: WhyNot;
  /** Reads the team anew. */
  readonly onChanged: () => void;
}

type Opened =
  | { readonly kind: "create" }
  | { readonly kind: "token" | "disable"; readonly account: ServiceAccountFactsFragment }
  | { readonly kind: "revoke"; readonly token: TokenFactsFragment };

/** The identities of a team for its programs, and the tokens by which they ask. */
export function TeamServiceAccounts({ team, accounts, archived, whyNot, onChanged }: TeamServiceAccountsProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const why = whyNot("manageServiceAccounts");
  return (
    <Section title="Service accounts">
      {accounts.length === 0 ? (
        <EmptyState title="No service accounts yet" />
      ) : (
        <Typography variant="body2" sx={{ color: "text.secondary", mb: 1 }}>
          Programs of the team ask by their tokens, and stay when somebody leaves.
        </Typography>
      )}
      <Stack component="ul" aria-label="Service accounts" sx={{ m: 0, p: 0, listStyle: "none" }}>
        {unmask(ServiceAccountFactsFragmentDoc, accounts).map((account) => (
          <ServiceAccountRow
            key={account.id}
            account={account}
            mayChange={why === null}
            onCreateToken={() => setOpened({ kind: "token", account })}
            onEnabled={onChanged}
            onDisable={() => setOpened({ kind: "disable", account })}
            onRevoke={(token) => setOpened({ kind: "revoke", token })}
          />
        ))}
      </Stack>
      {!archived && (
        <GatedButton
          why={why}
          size="small"
          variant="outlined"
          sx={{ mt: 1.5 }}
          onClick={() => setOpened({ kind: "create" })}
        >
          Create service account
        </GatedButton>
      )}
      {opened?.kind === "create" && <CreateServiceAccountDialog team={team} onCreated={onChanged} onClose={close} />}
      {opened?.kind === "disable" && (
        <DisableServiceAccountDialog account={opened.account} onDisabled={onChanged} onClose={close} />
      )}
      {opened?.kind === "token" && <CreateTokenDialog account={opened.account} onCreated={onChanged} onClose={close} />}
      {opened?.kind === "revoke" && <RevokeTokenDialog token={opened.token} onClose={close} />}
    </Section>
  );
}
