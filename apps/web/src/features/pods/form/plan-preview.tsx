"use client";
import Stack from "@mui/material/Stack";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { PlanFactsFragment } from "@/gql/graphql";
import { type AmountsLike, RESOURCES } from "@/lib/format/amounts";
import { podFieldLabel } from "@/lib/format/pod-field";
import { Exact } from "@/ui/exact";

/** What a change will do: where, why there, what is left of the server, and what changes how. */
export function PlanPreview({ plan, showChanges }: { plan: PlanFactsFragment; showChanges: boolean }) {
  const { server, placement, availableBefore, availableAfter, changes } = plan;
  return (
    <Stack sx={{ gap: 1.5 }}>
      {server && (
        <div>
          <Typography variant="body2">
            Server <b>{server}</b>
          </Typography>
          {placement && (
            <Typography variant="body2" sx={{ color: "text.secondary" }}>
              {placement}
            </Typography>
          )}
        </div>
      )}
      {availableBefore && availableAfter && <Available before={availableBefore} after={availableAfter} />}
      {showChanges && changes.length > 0 && <Changes changes={changes} />}
    </Stack>
  );
}

function Available({ before, after }: { before: AmountsLike; after: AmountsLike }) {
  return (
    <Table size="small" aria-label="Available on the server" sx={{ "& td, & th": { px: 0.75 } }}>
      <TableHead>
        <TableRow>
          <TableCell>Available there</TableCell>
          <TableCell align="right">Now</TableCell>
          <TableCell align="right">After</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {RESOURCES.map(({ key, label, inList, exact }) => (
          <TableRow key={key}>
            <TableCell component="th" scope="row">
              {label}
            </TableCell>
            <TableCell align="right">
              <Exact text={inList(before[key])} exact={exact(before[key])} />
            </TableCell>
            <TableCell align="right" sx={{ fontWeight: before[key] === after[key] ? 400 : 600 }}>
              <Exact text={inList(after[key])} exact={exact(after[key])} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Changes({ changes }: { changes: PlanFactsFragment["changes"] }) {
  return (
    <Table size="small" aria-label="Changes" sx={{ "& td, & th": { px: 0.75 } }}>
      <TableHead>
        <TableRow>
          <TableCell>Changes</TableCell>
          <TableCell>From</TableCell>
          <TableCell>To</TableCell>
          <TableCell>How</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {changes.map(({ field, before, after, inPlace }) => (
          <TableRow key={field}>
            <TableCell component="th" scope="row">
              {podFieldLabel(field)}
            </TableCell>
            <TableCell sx={{ overflowWrap: "anywhere" }}>{before ?? "–"}</TableCell>
            <TableCell sx={{ overflowWrap: "anywhere" }}>{after ?? "–"}</TableCell>
            <TableCell>{inPlace ? "in place" : "made anew"}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
