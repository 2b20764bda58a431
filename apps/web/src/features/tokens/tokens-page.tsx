"use client";
import AddIcon from "@mui/icons-material/Add";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useViewer } from "@/features/account/use-viewer";
import { useRights } from "@/features/rights/use-rights";
import { unmask } from "@/gql/fragment-masking";
import { type TokenFactsFragment, TokenFactsFragmentDoc, TokensPageDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { GatedButton } from "@/ui/gated-button";
import { PageHeader } from "@/ui/page-header";
import { Section } from "@/ui/section";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { CreateTokenDialog } from "./create-token-dialog";
import { RevokeTokenDialog } from "./revoke-token-dialog";
import { TokenTable } from "./token-table";

/** The secrets by which programs are known, and the ends of them. */
export function TokensPage() {
  const { data, error, retry } = useLiveQuery(TokensPageDocument, {}, []);
  const [creating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<TokenFactsFragment | null>(null);
  const why = useRights(null)("manageTokens", useViewer()?.id);
  const tokens = data && unmask(TokenFactsFragmentDoc, data.apiTokens);
  return (
    <>
      <PageHeader
        title="API tokens"
        actions={
          <GatedButton why={why} variant="contained" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
            Create token
          </GatedButton>
        }
      />
      <Section title="Tokens">
        <Typography variant="body2" sx={{ color: "text.secondary", mb: 1.5 }}>
          A program sends its token as <code>Authorization: Bearer rm_…</code>; what it does is audited under the
          token's name. A team's programs have tokens of their own on the page of the team. When a token was used is
          known to the minute.
        </Typography>
        {error !== undefined && <ErrorState error={error} retry={retry} />}
        {!tokens && error === undefined && <Placeholder lines={4} height={40} />}
        {tokens?.length === 0 && <EmptyState title="No API tokens yet" />}
        {tokens && tokens.length > 0 && <TokenTable tokens={tokens} onRevoke={setRevoked} />}
      </Section>
      {creating && <CreateTokenDialog account={null} onCreated={retry} onClose={() => setCreating(false)} />}
      {revoked && <RevokeTokenDialog token={revoked} onClose={() => setRevoked(null)} />}
    </>
  );
}
