"use client";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Tooltip from "@mui/material/Tooltip";
import type { OverviewFactsFragment } from "@/gql/graphql";
import { formatCount } from "@/lib/format/numbers";
import { paths } from "@/lib/paths";
import { EmptyState } from "@/ui/states";
import { TextLink } from "@/ui/text-link";

/** Per GPU model: how many there are, are taken, can be had, and can be had on one server. */
export function GpuModels({ models }: { models: OverviewFactsFragment["gpusByModel"] }) {
  if (models.length === 0) return <EmptyState title="No server has GPUs" />;
  return (
    <TableContainer>
      <Table size="small" aria-label="GPUs by model" sx={{ "& td, & th": { px: 1 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Model</TableCell>
            <TableCell align="right">Total</TableCell>
            <TableCell align="right">Allocated</TableCell>
            <TableCell align="right">Available</TableCell>
            <TableCell align="right">
              <Tooltip title="The most that one pod can have: free GPUs on one server">
                <span>Largest block</span>
              </Tooltip>
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {models.map(({ model, total, allocated, available, largestBlock }) => (
            <TableRow key={model}>
              <TableCell component="th" scope="row" sx={{ minWidth: 120 }}>
                <TextLink href={paths.servers({ model })}>{model}</TextLink>
              </TableCell>
              <TableCell align="right">{formatCount(total)}</TableCell>
              <TableCell align="right">{formatCount(allocated)}</TableCell>
              <TableCell align="right" sx={{ fontWeight: 600 }}>
                {formatCount(available)}
              </TableCell>
              <TableCell align="right">{formatCount(largestBlock)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
