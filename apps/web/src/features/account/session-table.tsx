"use client";
import { useMutation } from "@apollo/client/react";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { EndSessionsDocument, type SessionFactsFragment } from "@/gql/graphql";
import { RelativeTime } from "@/ui/relative-time";
import { ErrorState } from "@/ui/states";
import { browserName } from "./browser-name";

interface SessionTableProps {
  readonly sessions: readonly SessionFactsFragment[];
  readonly onEnded: () => void;
}

/** The browsers that one is signed in with, and the ends of them. */
export function SessionTable({ sessions, onEnded }: SessionTableProps) {
  const [end, { loading, error }] = useMutation(EndSessionsDocument, { fetchPolicy: "no-cache" });
  // The failure is `error`; one that ended meanwhile is gone from the list that is loaded next.
  const send = (id: string | null) => void end({ variables: { input: { id } } }).then(onEnded, () => undefined);
  return (
    <Stack sx={{ gap: 1.5 }}>
      <TableContainer tabIndex={0} role="region" aria-label="Sessions, to scroll">
        <Table size="small" aria-label="Sessions" sx={{ "& td, & th": { px: 1 } }}>
          <TableHead>
            <TableRow>
              <TableCell>Browser</TableCell>
              <TableCell>From</TableCell>
              <TableCell>Last used</TableCell>
              <TableCell>Begun</TableCell>
              <TableCell>Ends unused</TableCell>
              <TableCell>Action</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {sessions.map(({ id, isCurrent, address, userAgent, createdAt, lastUsedAt, endsAt }) => (
              <TableRow key={id}>
                <TableCell component="th" scope="row" sx={{ minWidth: 120 }}>
                  {browserName(userAgent)} {isCurrent && <Chip label="This one" color="primary" variant="outlined" />}
                </TableCell>
                <TableCell>{address}</TableCell>
                <TableCell>
                  <RelativeTime time={lastUsedAt} />
                </TableCell>
                <TableCell>
                  <RelativeTime time={createdAt} />
                </TableCell>
                <TableCell>
                  <RelativeTime time={endsAt} />
                </TableCell>
                <TableCell>
                  {!isCurrent && (
                    <Button size="small" color="error" disabled={loading} onClick={() => send(id)}>
                      End
                    </Button>
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {error && <ErrorState error={error} />}
      {sessions.length > 1 && (
        <Button
          color="error"
          variant="outlined"
          loading={loading}
          onClick={() => send(null)}
          sx={{ alignSelf: "start" }}
        >
          End all others
        </Button>
      )}
    </Stack>
  );
}
