"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { RefusalFactsFragment } from "@/gql/graphql";
import { RESOURCES } from "@/lib/format/amounts";
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

function NearestServers({
  nearest,
  onUseServer,
}: {
  nearest: readonly NearFit[];
  onUseServer: RefusalViewProps["onUseServer"];
}) {
  return (
    <Box sx={{ mt: 1.5 }}>
      <TableContainer>
        <Table size="small" aria-label="Nearest servers" sx={{ "& td, & th": { px: 1 } }}>
          <TableHead>
            <TableRow>
              <TableCell>Nearest servers</TableCell>
              {RESOURCES.map(({ key, label, unit }) => (
                <TableCell key={key} align="right" sx={{ whiteSpace: "nowrap" }}>
                  {label}
                  {unit && ` (${unit})`}
                </TableCell>
              ))}
              <TableCell>Short of</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {nearest.map(({ server, gpuModel, available, shortOf }) => (
              <TableRow key={server}>
                <TableCell>
                  <TextLink href={paths.server(server)} target="_blank" rel="noopener">
                    {server}
                  </TextLink>
                  {gpuModel && (
                    <Typography variant="caption" component="div" sx={{ color: "text.secondary" }}>
                      {gpuModel}
                    </Typography>
                  )}
                </TableCell>
                {RESOURCES.map(({ key, bare }) => (
                  <TableCell key={key} align="right">
                    {bare(available[key])}
                  </TableCell>
                ))}
                <TableCell>
                  {shortOfText(shortOf) ?? (
                    <>
                      It fits{" "}
                      {onUseServer && (
                        <Button size="small" onClick={() => onUseServer(server)}>
                          Use this server
                        </Button>
                      )}
                    </>
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </Box>
  );
}
