"use client";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import type { TokenFactsFragment } from "@/gql/graphql";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import { useNow } from "@/ui/use-now";
import { isOver, reachOf, scopeWords, tokenLook } from "./token-looks";

interface TokenTableProps {
  readonly tokens: readonly TokenFactsFragment[];
  readonly onRevoke: (token: TokenFactsFragment) => void;
}

/** Every token with what it may do and until when; those that are over too. */
export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  const now = useNow();
  return (
    <TableContainer tabIndex={0} role="region" aria-label="API tokens, to scroll">
      <Table size="small" aria-label="API tokens" sx={{ "& td, & th": { px: 1 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Name</TableCell>
            <TableCell>Status</TableCell>
            <TableCell>May</TableCell>
            <TableCell>For</TableCell>
            <TableCell>Ends</TableCell>
            <TableCell>Last used</TableCell>
            <TableCell>Created</TableCell>
            <TableCell>By</TableCell>
            <TableCell>Action</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {tokens.map((token) => (
            <TableRow key={token.id}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: "anywhere", minWidth: 96 }}>
                {token.name}
              </TableCell>
              <TableCell>
                <StatusChip look={tokenLook(token, now)} />
              </TableCell>
              <TableCell>{scopeWords[token.scope].name}</TableCell>
              <TableCell sx={{ minWidth: 150 }}>{reachOf(token)}</TableCell>
              <TableCell>
                <RelativeTime time={token.revokedAt ?? token.expiresAt} />
              </TableCell>
              <TableCell>{token.lastUsedAt ? <RelativeTime time={token.lastUsedAt} /> : "never"}</TableCell>
              <TableCell>
                <RelativeTime time={token.createdAt} />
              </TableCell>
              <TableCell>{token.createdBy}</TableCell>
              <TableCell align="right">
                {!isOver(token, now) && (
                  <Button
                    size="small"
                    color="error"
                    aria-label={`Revoke ${token.name}`}
                    onClick={() => onRevoke(token)}
                  >
                    Revoke
                  </Button>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
