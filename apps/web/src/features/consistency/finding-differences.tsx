"use client";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import type { FindingFactsFragment } from "@/gql/graphql";

/** The ledger's wish, the cluster's spec and the cluster's status side by side. */
export function FindingDifferences({ differences }: Pick<FindingFactsFragment, "differences">) {
  if (differences.length === 0) return null;
  return (
    <TableContainer sx={{ mt: 1.5 }}>
      <Table size="small" aria-label="Differences" sx={{ minWidth: 440, "& td, & th": { px: 1 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Field</TableCell>
            <TableCell>Ledger</TableCell>
            <TableCell>Cluster: asked for</TableCell>
            <TableCell>Cluster: running</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {differences.map(({ field, ledger, clusterSpec, clusterStatus }) => (
            <TableRow key={field}>
              <TableCell component="th" scope="row">
                {field}
              </TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{ledger ?? "–"}</TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{clusterSpec ?? "–"}</TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{clusterStatus ?? "–"}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
