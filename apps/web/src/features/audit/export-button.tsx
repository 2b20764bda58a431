"use client";
import DownloadIcon from "@mui/icons-material/DownloadOutlined";
import Button from "@mui/material/Button";
import { useRights } from "@/features/rights/use-rights";
import type { AuditFilter } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { GatedButton } from "@/ui/gated-button";

const look = { variant: "outlined", startIcon: <DownloadIcon />, children: "Export" } as const;

/** The events that the filters leave, as a file of JSON lines that can be proven without this installation. */
export function ExportButton({ filter }: { filter: AuditFilter }) {
  const why = useRights(null)("seeAll");
  if (why !== null) return <GatedButton why={why} {...look} />;
  return <Button component="a" href={paths.auditExport(filter)} download {...look} />;
}
