"use client";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { ServerChangeFactsFragment } from "@/gql/graphql";
import { describeAmounts } from "@/lib/format/amounts";
import { plural } from "@/lib/format/numbers";
import { paths } from "@/lib/paths";
import { TextLink } from "@/ui/text-link";

/** What a drain does with each pod: where it goes, or why it stays. */
export function DrainPlan({ facts: { moves, foreignPods } }: { facts: ServerChangeFactsFragment }) {
  return (
    <>
      {moves.length === 0 && <Typography variant="body2">No pod of ours is on it.</Typography>}
      {moves.length > 0 && (
        <TableContainer sx={{ maxHeight: 320 }}>
          <Table size="small" stickyHeader aria-label="What becomes of its pods" sx={tableStyle}>
            <TableHead>
              <TableRow>
                <TableCell>Pod</TableCell>
                <TableCell>Needs</TableCell>
                <TableCell>Goes to</TableCell>
                <TableCell sx={{ display: { xs: "none", sm: "table-cell" } }}>Why</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {moves.map(({ namespace, name, owner, requested, to, reason }) => (
                <TableRow key={`${namespace}/${name}`}>
                  <TableCell component="th" scope="row" sx={{ minWidth: 116 }}>
                    {namespace}/<wbr />
                    {name}
                    <Typography variant="caption" component="div" sx={{ color: "text.secondary" }}>
                      {owner}
                    </Typography>
                  </TableCell>
                  <TableCell>{describeAmounts(requested)}</TableCell>
                  <TableCell sx={{ minWidth: 80, whiteSpace: { sm: "nowrap" } }}>
                    {to === null ? (
                      <b>stays</b>
                    ) : (
                      <TextLink href={paths.server(to)} target="_blank" rel="noopener">
                        {to}
                      </TextLink>
                    )}
                  </TableCell>
                  <TableCell sx={{ display: { xs: "none", sm: "table-cell" } }}>{reason}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
      {foreignPods.length > 0 && (
        <Typography variant="body2">
          {plural(foreignPods.length, "pod")} of other tools {foreignPods.length === 1 ? "is" : "are"} left alone:{" "}
          {foreignPods.join(", ")}.
        </Typography>
      )}
    </>
  );
}

const tableStyle = { "& td, & th": { px: 1, verticalAlign: "top", overflowWrap: "anywhere" } };
