"use client";
import Alert from "@mui/material/Alert";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { type PodWishFragment, PodWishFragmentDoc, type ResizeState } from "@/gql/graphql";
import { RESOURCES } from "@/lib/format/amounts";
import { paths } from "@/lib/paths";
import { Exact } from "@/ui/exact";
import { TextLink } from "@/ui/text-link";

interface ComparedRow {
  readonly name: string;
  readonly wish: ReactNode;
  readonly live: ReactNode;
  readonly differs: boolean;
}

const resizes: Record<ResizeState, string | null> = {
  NONE: null,
  IN_PROGRESS: "The server is applying the new CPU and RAM.",
  DEFERRED: "The server has no room for the new CPU and RAM now; it applies them when it has.",
  INFEASIBLE: "The server can never give this CPU and RAM in place.",
};

/** The ledger's word and the cluster's, side by side; what differs is marked. */
export function PodComparison({ pod }: { pod: FragmentType<typeof PodWishFragmentDoc> }) {
  const wish = unmask(PodWishFragmentDoc, pod);
  const { live } = wish;
  const resize = live && resizes[live.resize];
  return (
    <>
      <TableContainer>
        <Table size="small" aria-label="Asked for, and running" sx={{ "& td, & th": { px: 1 } }}>
          <TableHead>
            <TableRow>
              <TableCell component="td" />
              <TableCell>Asked for (ledger)</TableCell>
              <TableCell>Running (cluster)</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {rowsOf(wish).map(({ name, wish, live, differs }) => (
              <TableRow key={name}>
                <TableCell component="th" scope="row" sx={{ color: "text.secondary", whiteSpace: "nowrap" }}>
                  {name}
                </TableCell>
                <TableCell sx={{ overflowWrap: "anywhere" }}>{wish}</TableCell>
                <TableCell
                  sx={{ overflowWrap: "anywhere", ...(differs && { color: "warning.main", fontWeight: 600 }) }}
                >
                  {live}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {!live && (
        <Typography variant="body2" sx={{ color: "text.secondary", mt: 1.5 }}>
          The cluster has no such pod now.
        </Typography>
      )}
      {resize && (
        <Alert severity={live?.resize === "INFEASIBLE" ? "error" : "info"} variant="outlined" sx={{ mt: 1.5 }}>
          {resize} {live?.resizeMessage}
        </Alert>
      )}
    </>
  );
}

function rowsOf({ image, server, requested, live }: PodWishFragment): ComparedRow[] {
  const amounts = RESOURCES.map(({ key, label, inList, exact }): ComparedRow => {
    const asked = requested[key];
    const runs = live?.requested[key];
    return {
      name: label,
      wish: <Exact text={inList(asked)} exact={exact(asked)} />,
      live: runs === undefined ? "–" : <Exact text={inList(runs)} exact={exact(runs)} />,
      differs: runs !== undefined && Number(runs) !== Number(asked),
    };
  });
  return [
    ...amounts,
    {
      name: "Server",
      wish: server ? <TextLink href={paths.server(server.name)}>{server.name}</TextLink> : "–",
      live: live?.serverName ?? "–",
      differs: Boolean(live?.serverName && server && live.serverName !== server.name),
    },
    { name: "Image", wish: image, live: live?.image ?? "–", differs: Boolean(live && live.image !== image) },
  ];
}
