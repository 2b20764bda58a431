"use client";
import { useMutation } from "@apollo/client/react";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { RefusalView } from "@/features/refusals/refusal-view";
import { teamRoles } from "@/features/teams/team-role";
import { isOver, scopeWords } from "@/features/tokens/token-looks";
import { unmask } from "@/gql/fragment-masking";
import {
  EnableServiceAccountDocument,
  type ServiceAccountFactsFragment,
  type TokenFactsFragment,
  TokenFactsFragmentDoc,
} from "@/gql/graphql";
import { RelativeTime } from "@/ui/relative-time";
import { ErrorState } from "@/ui/states";
import { useNow } from "@/ui/use-now";

interface ServiceAccountRowProps {
  readonly account: ServiceAccountFactsFragment;
  readonly mayChange: boolean;
  readonly onCreateToken: () => void;
  readonly onEnabled: () => void;
  readonly onDisable: () => void;
  readonly onRevoke: (token: TokenFactsFragment) => void;
}

/** One account with the tokens that are good still; whoever may not manage it does not see them. */
export function ServiceAccountRow({
  account,
  mayChange,
  onCreateToken,
  onEnabled,
  onDisable,
  onRevoke,
}: ServiceAccountRowProps) {
  const { id, name, description, role, createdBy, createdAt, disabledAt } = account;
  const [enable, { data, loading, error }] = useMutation(EnableServiceAccountDocument, {
    fetchPolicy: "no-cache",
    onCompleted: onEnabled,
  });
  const now = useNow();
  const tokens = unmask(TokenFactsFragmentDoc, account.tokens ?? []).filter((token) => !isOver(token, now));
  const isDisabled = disabledAt !== null;
  const refusal = data && data.change.__typename !== "ServiceAccountSuccess" ? data.change : null;
  return (
    <Box component="li" sx={{ py: 1, "& + &": { borderTop: 1, borderColor: "divider" } }}>
      <Box sx={{ ...rowStyle, flexWrap: "wrap" }}>
        <Box sx={{ minWidth: 0, flex: "1 1 220px" }}>
          <Typography component="div" variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
            {name} {isDisabled && <Chip size="small" variant="outlined" label="Disabled" sx={{ ml: 0.5 }} />}
          </Typography>
          {description && <Typography variant="body2">{description}</Typography>}
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            {teamRoles[role].name}, made by {createdBy}, <RelativeTime time={createdAt} />
          </Typography>
        </Box>
        {mayChange && !isDisabled && (
          <Box sx={{ ml: "auto" }}>
            <Button size="small" aria-label={`Create token for ${name}`} onClick={onCreateToken}>
              Create token
            </Button>
            <Button size="small" color="inherit" aria-label={`Disable ${name}`} onClick={onDisable}>
              Disable
            </Button>
          </Box>
        )}
        {mayChange && isDisabled && (
          <Button
            size="small"
            loading={loading}
            sx={{ ml: "auto" }}
            aria-label={`Enable ${name}`}
            onClick={() => void enable({ variables: { input: { id } } }).catch(() => undefined)} // the failure is `error`
          >
            Enable
          </Button>
        )}
      </Box>
      {tokens.length > 0 && (
        <Stack component="ul" aria-label={`Tokens of ${name}`} sx={{ m: 0, pl: 2, listStyle: "none" }}>
          {tokens.map((token) => (
            <Box component="li" key={token.id} sx={rowStyle}>
              <Typography variant="body2" sx={{ minWidth: 0, flexGrow: 1, overflowWrap: "anywhere" }}>
                {token.name}{" "}
                <Box component="span" sx={{ color: "text.secondary" }}>
                  {scopeWords[token.scope].name}, ends <RelativeTime time={token.expiresAt} />, last used{" "}
                  {token.lastUsedAt ? <RelativeTime time={token.lastUsedAt} /> : "never"}
                </Box>
              </Typography>
              <Button
                size="small"
                color="error"
                aria-label={`Revoke ${token.name} of ${name}`}
                onClick={() => onRevoke(token)}
              >
                Revoke
              </Button>
            </Box>
          ))}
        </Stack>
      )}
      {refusal && <RefusalView refusal={refusal} />}
      {error && <ErrorState error={error} />}
    </Box>
  );
}

const rowStyle = { display: "flex", alignItems: "center", gap: 1 };
