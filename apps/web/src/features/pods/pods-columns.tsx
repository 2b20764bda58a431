"use client";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import type { GridColDef } from "@mui/x-data-grid";
import type { PodRowFragment } from "@/gql/graphql";
import { RESOURCES, type ResourceKey } from "@/lib/format/amounts";
import { paths } from "@/lib/paths";
import { Exact } from "@/ui/exact";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import type { Width } from "@/ui/use-width";
import { ownerText, podLook } from "./pod-looks";

const columnWidths: Record<ResourceKey, number> = { gpus: 62, cpuMillis: 82, ramBytes: 80, storageBytes: 78 };

/** Columns of a pods grid; those that sort are called as the API orders by. */
export const podsColumns: readonly GridColDef<PodRowFragment>[] = [
  {
    field: "NAME",
    headerName: "Name",
    flex: 1.5,
    minWidth: 108,
    renderCell: ({ row }) => (
      <TextLink href={paths.pod(row)} sx={{ fontWeight: 500 }}>
        {row.name}
      </TextLink>
    ),
  },
  { field: "NAMESPACE", headerName: "Namespace", flex: 0.8, minWidth: 112, valueGetter: (_, row) => row.namespace },
  {
    field: "STATUS",
    headerName: "Status",
    flex: 2,
    minWidth: 212,
    renderCell: ({ row }) => <PodStatusCell pod={row} />,
  },
  {
    field: "OWNER",
    headerName: "Owner",
    flex: 0.6,
    minWidth: 92,
    valueGetter: (_, row) => row.owner,
    renderCell: ({ row }) => <Exact text={ownerText(row.owner)} exact={row.owner} />,
  },
  {
    field: "SERVER",
    headerName: "Server",
    flex: 1,
    minWidth: 104,
    renderCell: ({ row }) =>
      row.server ? <TextLink href={paths.server(row.server.name)}>{row.server.name}</TextLink> : "–",
  },
  ...RESOURCES.map(
    ({ key, label, inList, exact }): GridColDef<PodRowFragment> => ({
      field: key === "gpus" ? "GPUS" : key,
      headerName: label,
      sortable: key === "gpus",
      align: "right",
      headerAlign: "right",
      width: columnWidths[key],
      renderCell: ({ row }) => <Exact text={inList(row.requested[key])} exact={exact(row.requested[key])} />,
    }),
  ),
  {
    field: "CREATED_AT",
    headerName: "Created",
    width: 94,
    renderCell: ({ row }) => <RelativeTime time={row.createdAt} />,
  },
];

/** What a narrow window leaves out; the pod's page has all of it. */
export const hiddenAt: Record<Width, string[]> = {
  wide: [],
  // Why a pod does not run is worth more than its storage, which most do not ask for.
  desk: ["storageBytes"],
  phone: ["NAMESPACE", "OWNER", "SERVER", "cpuMillis", "ramBytes", "storageBytes", "CREATED_AT"],
  tablet: ["OWNER", "storageBytes", "CREATED_AT"],
};

function PodStatusCell({ pod }: { pod: PodRowFragment }) {
  const { status, reason, message } = pod;
  return (
    <Stack
      direction="row"
      aria-description={message ?? undefined}
      sx={{ alignItems: "center", gap: 1, height: "100%", minWidth: 0 }}
    >
      <StatusChip look={podLook(status)} />
      {reason && (
        <Typography variant="caption" noWrap sx={{ ...reasonStyle, display: { xs: "none", sm: "block" } }}>
          {reason}
        </Typography>
      )}
    </Stack>
  );
}

/** Narrow enough that the longest usual reason, ImagePullBackOff, stands whole beside its status. */
const reasonStyle = { color: "text.secondary", letterSpacing: 0 };
