"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import type { GridColDef } from "@mui/x-data-grid";
import type { ServerOrderField, ServerRowFragment } from "@/gql/graphql";
import { describeAmounts, RESOURCES, type ResourceKey, type ResourceKind } from "@/lib/format/amounts";
import { formatCores, plural } from "@/lib/format/numbers";
import { paths } from "@/lib/paths";
import { Exact } from "@/ui/exact";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import type { Width } from "@/ui/use-width";
import { serverLook } from "./server-looks";

const orderFields: Record<ResourceKey, ServerOrderField> = {
  gpus: "AVAILABLE_GPUS",
  cpuMillis: "AVAILABLE_CPU",
  ramBytes: "AVAILABLE_RAM",
  storageBytes: "AVAILABLE_STORAGE",
};

/** Columns of the servers grid; those that sort are called as the API orders by. `team`: before what is available, what that team holds. */
export function serversColumns(team: string | null): readonly GridColDef<ServerRowFragment>[] {
  if (team === null) return columnsOfAll;
  const before = columnsOfAll.findIndex(({ field }) => field === orderFields.gpus);
  return columnsOfAll.toSpliced(before, 0, heldBy(team));
}

const columnsOfAll: readonly GridColDef<ServerRowFragment>[] = [
  {
    field: "NAME",
    headerName: "Name",
    flex: 1.2,
    minWidth: 136,
    renderCell: ({ row }) => (
      <TextLink href={paths.server(row.name)} sx={{ fontWeight: 500 }}>
        {row.name}
      </TextLink>
    ),
  },
  {
    field: "GPU_MODEL",
    headerName: "GPU model",
    flex: 1.3,
    minWidth: 190,
    valueGetter: (_, row) => row.gpuModel ?? "–",
  },
  {
    field: "STATUS",
    headerName: "Status",
    width: 118,
    renderCell: ({ row }) => (
      <Stack
        aria-description={row.unavailableReason ?? undefined}
        sx={{ height: "100%", justifyContent: "center", alignItems: "start" }}
      >
        <StatusChip look={serverLook(row.status)} />
      </Stack>
    ),
  },
  ...RESOURCES.map(
    (kind): GridColDef<ServerRowFragment> => ({
      field: orderFields[kind.key],
      headerName: kind.unit ? `${kind.label} (${kind.unit})` : kind.label,
      description: `${kind.label} that a new pod can have, of what the server offers`,
      flex: 1,
      minWidth: kind.key === "gpus" ? 90 : 120,
      renderCell: ({ row }) => <AvailableOf server={row} kind={kind} />,
    }),
  ),
  {
    field: "PODS",
    headerName: "Pods",
    align: "right",
    headerAlign: "right",
    width: 64,
    valueGetter: (_, row) => row.podCount,
  },
];

function heldBy(team: string): GridColDef<ServerRowFragment> {
  return {
    field: "HELD",
    headerName: `Held by ${team}`,
    description: `What pods of ${team} hold on the server`,
    sortable: false,
    flex: 1,
    minWidth: 110,
    renderCell: ({ row }) => <HeldBy holding={row.heldByTeam?.find((one) => one.team === team)} />,
  };
}

/** `2 GPUs` where there are some, else the CPU; all of it on hover. */
function HeldBy({ holding }: { holding: NonNullable<ServerRowFragment["heldByTeam"]>[number] | undefined }) {
  if (!holding) return "–";
  const { pods, holds } = holding;
  const shown = holds.gpus > 0 ? plural(holds.gpus, "GPU") : formatCores(holds.cpuMillis);
  return <Exact text={shown} exact={`${plural(pods, "pod")}: ${describeAmounts(holds)}`} />;
}

/** What a window leaves out in which there is no room for it; the server's page has all of it. */
export function hiddenAt(width: Width, team: string | null): readonly string[] {
  return team === null ? hidden[width] : [...hidden[width], ...hiddenForTeam[width]];
}

const hiddenForTeam: Record<Width, string[]> = { wide: [], desk: ["PODS"], phone: ["STATUS"], tablet: [] };
const hidden: Record<Width, string[]> = {
  wide: [],
  desk: [],
  phone: ["GPU_MODEL", "AVAILABLE_CPU", "AVAILABLE_RAM", "AVAILABLE_STORAGE", "PODS"],
  tablet: ["AVAILABLE_STORAGE", "PODS"],
};

/** `6 of 8` over a thin bar of what is taken. */
function AvailableOf({ server, kind }: { server: ServerRowFragment; kind: ResourceKind }) {
  const available = Number(server.available[kind.key]);
  const offered = Number(server.allocatable[kind.key]);
  const freePercent = offered > 0 ? (100 * available) / offered : 0;
  return (
    <Stack
      aria-description={`${kind.exact(available)} available of ${kind.exact(offered)}`}
      sx={{ height: "100%", justifyContent: "center", gap: 0.5, pr: 1 }}
    >
      <Box component="span" sx={{ lineHeight: 1.2, whiteSpace: "nowrap" }}>
        <b>{kind.bare(available)}</b>{" "}
        <Box component="span" sx={{ color: "text.secondary" }}>
          of {kind.bare(offered)}
        </Box>
      </Box>
      {offered > 0 && (
        <Box sx={{ height: 4, borderRadius: 2, bgcolor: "amount.ours", overflow: "hidden" }}>
          <Box sx={{ height: 4, ml: "auto", width: `${freePercent}%`, bgcolor: "amount.free" }} />
        </Box>
      )}
    </Stack>
  );
}
