"use client";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import type { GridColDef } from "@mui/x-data-grid";
import type { AuditRowFragment } from "@/gql/graphql";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import type { Width } from "@/ui/use-width";
import { actionText, actorText, changesText, resultLook } from "./audit-looks";
import { AuditSubject } from "./audit-subject";

const columns: readonly GridColDef<AuditRowFragment>[] = [
  { field: "sequence", headerName: "No.", width: 72, align: "right", headerAlign: "right" },
  { field: "at", headerName: "When", width: 112, renderCell: ({ row }) => <RelativeTime time={row.at} /> },
  { field: "actor", headerName: "Who", flex: 0.8, minWidth: 100, valueGetter: (_, row) => actorText(row.actor) },
  {
    field: "action",
    headerName: "What",
    flex: 1,
    minWidth: 110,
    renderCell: ({ row }) => (
      <Stack sx={{ height: "100%", justifyContent: "center", lineHeight: 1.3 }}>
        <Typography variant="body2" noWrap sx={{ lineHeight: 1.3 }}>
          {actionText(row.action)}
        </Typography>
        <Typography variant="caption" sx={{ color: "text.secondary", display: { sm: "none" }, lineHeight: 1.3 }}>
          <RelativeTime time={row.at} />
        </Typography>
      </Stack>
    ),
  },
  {
    field: "subject",
    headerName: "To what",
    flex: 1.2,
    minWidth: 110,
    renderCell: ({ row }) => <AuditSubject subject={row.subject} />,
  },
  {
    field: "result",
    headerName: "Result",
    width: 126,
    renderCell: ({ row }) => <StatusChip look={resultLook(row.result)} />,
  },
  {
    field: "changes",
    headerName: "Why, and what changed",
    flex: 2,
    minWidth: 160,
    renderCell: ({ row }) => (
      <Typography variant="body2" noWrap component="span" sx={{ color: "text.secondary" }}>
        {changesText(row)}
      </Typography>
    ),
  },
];

/** The trail has one order: that in which it was written. */
export const auditColumns = columns.map((column) => ({ ...column, sortable: false }));

/** What a narrow window leaves out; a click shows all of it. */
export const hiddenAt: Record<Width, string[]> = {
  wide: [],
  desk: [],
  phone: ["sequence", "at", "actor", "changes"],
  tablet: ["sequence", "changes"],
};
