"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { serverLook } from "@/features/servers/server-looks";
import type { RefusalFactsFragment } from "@/gql/graphql";
import { describeAmounts } from "@/lib/format/amounts";
import { paths } from "@/lib/paths";
import { TextLink } from "@/ui/text-link";
import { refusalText, shortOfText } from "./refusal-text";

export interface RefusalViewProps {
  readonly refusal: RefusalFactsFragment;
  /** Where one can act on it: take this server instead. */
  readonly onUseServer?: ((server: string) => void) | undefined;
}

/** Why a change is refused, with the facts, and what would nearly do. */
export function RefusalView({ refusal, onUseServer }: RefusalViewProps) {
  const { title, lines } = refusalText(refusal);
  return (
    <Alert
      severity="warning"
      variant="outlined"
      role="alert"
      sx={{ "& .MuiAlert-message": { minWidth: 0, flexGrow: 1 } }}
    >
      <AlertTitle>{title}</AlertTitle>
      {lines.map((line) => (
        <Typography key={line} variant="body2">
          {line}
        </Typography>
      ))}
      {refusal.__typename === "InsufficientCapacity" && refusal.nearest.length > 0 && (
        <NearestServers nearest={refusal.nearest} onUseServer={onUseServer} />
      )}
    </Alert>
  );
}

type NearFit = Extract<RefusalFactsFragment, { __typename: "InsufficientCapacity" }>["nearest"][number];

interface NearestServersProps {
  readonly nearest: readonly NearFit[];
  readonly onUseServer: RefusalViewProps["onUseServer"];
}

function NearestServers({ nearest, onUseServer }: NearestServersProps) {
  return (
    <TableContainer sx={{ mt: 1.5 }}>
      <Table size="small" aria-label="Nearest servers" sx={{ "& td, & th": { px: 0.75, verticalAlign: "top" } }}>
        <TableHead>
          <TableRow>
            <TableCell>Nearest servers</TableCell>
            <TableCell>Available</TableCell>
            <TableCell>Short of</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {nearest.map(({ server, gpuModel, status, available, shortOf }) => (
            <TableRow key={server}>
              <TableCell>
                <TextLink href={paths.server(server)} target="_blank" rel="noopener">
                  {server}
                </TextLink>
                <Typography variant="caption" component="div" sx={{ color: "text.secondary" }}>
                  {gpuModel}
                </Typography>
              </TableCell>
              <TableCell>{status === "READY" ? describeAmounts(available) : serverLook(status).word}</TableCell>
              <TableCell>
                {shortOfText(shortOf) ??
                  (onUseServer ? (
                    <Button size="small" variant="outlined" onClick={() => onUseServer(server)}>
                      Use this server
                    </Button>
                  ) : (
                    "nothing: it fits"
                  ))}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
