"use client";
import { useApolloClient } from "@apollo/client/react";
import DownloadIcon from "@mui/icons-material/FileDownloadOutlined";
import Button from "@mui/material/Button";
import { useSnackbar } from "notistack";
import { useState } from "react";
import { describeError } from "@/lib/api/describe-error";
import { downloadCsv } from "@/lib/format/csv";
import { loadServersCsv } from "./servers-csv";
import type { useServersSearch } from "./servers-search";

/** All servers that the filters let through, as a file. */
export function ServersCsvButton({ filter, orderBy }: Pick<ReturnType<typeof useServersSearch>, "filter" | "orderBy">) {
  const client = useApolloClient();
  const { enqueueSnackbar } = useSnackbar();
  const [loading, setLoading] = useState(false);
  async function save() {
    setLoading(true);
    try {
      downloadCsv("servers.csv", await loadServersCsv(client, filter, orderBy));
    } catch (error) {
      enqueueSnackbar(`No CSV: ${describeError(error).message}`, { variant: "error" });
    } finally {
      setLoading(false);
    }
  }
  return (
    <Button startIcon={<DownloadIcon />} loading={loading} loadingPosition="start" onClick={() => void save()}>
      CSV
    </Button>
  );
}
