"use client";
import { useQuery } from "@apollo/client/react";
import Box from "@mui/material/Box";
import Popover from "@mui/material/Popover";
import Typography from "@mui/material/Typography";
import { TileDetailsDocument, type TileDetailsQuery } from "@/gql/graphql";
import { formatGpus } from "@/lib/format/numbers";
import { paths } from "@/lib/paths";
import { ErrorState, Placeholder } from "@/ui/states";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { serverLook } from "../server-looks";

interface TileDetailsProps {
  readonly name: string;
  readonly tile: HTMLElement;
  readonly onClose: () => void;
}

/** Who has a server's GPUs, with the ways there. */
export function TileDetails({ name, tile, onClose }: TileDetailsProps) {
  const { data, error } = useQuery(TileDetailsDocument, { variables: { name }, fetchPolicy: "network-only" });
  return (
    <Popover
      open
      anchorEl={tile}
      onClose={onClose}
      anchorOrigin={{ vertical: "bottom", horizontal: "left" }}
      slotProps={{ paper: { role: "dialog", "aria-label": name, sx: { p: 2, maxWidth: 380 } } }}
    >
      {error && <ErrorState error={error} />}
      {!data && !error && <Placeholder lines={2} />}
      {data?.server === null && <Typography variant="body2">The server has left the cluster.</Typography>}
      {data?.server && <Details server={data.server} />}
    </Popover>
  );
}

function Details({ server }: { server: NonNullable<TileDetailsQuery["server"]> }) {
  const { name, gpuModel, status, unavailableReason, allocatable, available, foreign } = server;
  const holders = server.pods.filter(({ requested }) => requested.gpus > 0);
  return (
    <>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1, mb: 0.5 }}>
        <TextLink href={paths.server(name)} sx={{ fontWeight: 600 }}>
          {name}
        </TextLink>
        <StatusChip look={serverLook(status)} />
      </Box>
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {gpuModel ?? "No GPU model"}: {available.gpus} of {formatGpus(allocatable.gpus)} available
        {foreign.gpus > 0 && `, ${foreign.gpus} held by other tools`}
      </Typography>
      {unavailableReason && <Typography variant="body2">No new pods: {unavailableReason}</Typography>}
      <Box component="ul" sx={{ m: 0, mt: 1, pl: 2.5, typography: "body2" }}>
        {holders.map((pod) => (
          <li key={pod.id}>
            <TextLink href={paths.pod(pod)}>
              {pod.namespace}/{pod.name}
            </TextLink>
            : {formatGpus(pod.requested.gpus)}, {pod.team}, {pod.owner}
          </li>
        ))}
      </Box>
      {holders.length === 0 && (
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          No pod of ours holds GPUs here.
        </Typography>
      )}
    </>
  );
}
