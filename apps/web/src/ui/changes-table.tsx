"use client";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";

export interface ShownChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What changes, from what to what. */
export function ChangesTable({ changes }: { changes: readonly ShownChange[] }) {
  return (
    <TableContainer sx={{ mt: 1 }}>
      <Table size="small" aria-label="Changes" sx={{ "& td, & th": { px: 0.75, overflowWrap: "anywhere" } }}>
        <TableHead>
          <TableRow>
            <TableCell>Changes</TableCell>
            <TableCell>From</TableCell>
            <TableCell>To</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {changes.map(({ field, before, after }) => (
            <TableRow key={field}>
              <TableCell component="th" scope="row">
                {field}
              </TableCell>
              <TableCell>{before || "–"}</TableCell>
              <TableCell>{after || "–"}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
