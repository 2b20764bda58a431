"use client";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { PodRowFragmentDoc } from "@/gql/graphql";
import { RESOURCES } from "@/lib/format/amounts";
import { paths } from "@/lib/paths";
import { Exact } from "@/ui/exact";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { ownerText, podLook } from "./pod-looks";

/** Pods of one server: what each holds there, and whose it is. */
export function PodTable({ pods }: { pods: readonly FragmentType<typeof PodRowFragmentDoc>[] }) {
  return (
    <TableContainer sx={{ maxHeight: 480 }}>
      <Table size="small" stickyHeader aria-label="Pods" sx={{ "& td, & th": { px: 1 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Pod</TableCell>
            <TableCell>Owner</TableCell>
            <TableCell>Status</TableCell>
            {RESOURCES.map(({ key, label, unit }) => (
              <TableCell key={key} align="right" sx={{ whiteSpace: "nowrap" }}>
                {unit ? `${label} (${unit})` : label}
              </TableCell>
            ))}
            <TableCell>Created</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {unmask(PodRowFragmentDoc, pods).map((pod) => (
            <TableRow key={pod.id} hover>
              <TableCell component="th" scope="row">
                <TextLink href={paths.pod(pod)}>
                  {pod.namespace}/{pod.name}
                </TextLink>
              </TableCell>
              <TableCell>{ownerText(pod.owner)}</TableCell>
              <TableCell>
                <StatusChip look={podLook(pod.status)} />
              </TableCell>
              {RESOURCES.map(({ key, bare, exact }) => (
                <TableCell key={key} align="right">
                  <Exact text={bare(pod.requested[key])} exact={exact(pod.requested[key])} />
                </TableCell>
              ))}
              <TableCell>
                <RelativeTime time={pod.createdAt} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
