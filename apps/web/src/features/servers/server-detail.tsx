"use client";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { HistorySection } from "@/features/history/history-section";
import { operationLook, operationTitle } from "@/features/operations/operation-looks";
import { OperationSteps } from "@/features/operations/operation-steps";
import { PodTable } from "@/features/pods/pod-table";
import { unmask } from "@/gql/fragment-masking";
import { type ServerDetailQuery, ServerSummaryFragmentDoc } from "@/gql/graphql";
import { PageHeader } from "@/ui/page-header";
import { Section } from "@/ui/section";
import { EmptyState } from "@/ui/states";
import { StatusChip } from "@/ui/status-chip";
import { ServerActions } from "./server-actions";
import { ServerAmounts } from "./server-amounts";
import { ServerFacts } from "./server-facts";
import { serverLook } from "./server-looks";

/** What a server has, gave away and has left, its pods and their owners, and what the cluster says of it. */
export function ServerDetail({ server }: { server: NonNullable<ServerDetailQuery["server"]> }) {
  const { name, gpuModel, status, unavailableReason } = unmask(ServerSummaryFragmentDoc, server);
  return (
    <>
      <PageHeader
        title={name}
        beside={
          <>
            {gpuModel && <Typography sx={{ color: "text.secondary" }}>{gpuModel}</Typography>}
            <Box role="status" aria-label="Server status">
              <StatusChip look={serverLook(status)} />
            </Box>
          </>
        }
        actions={<ServerActions server={server} />}
      />
      {unavailableReason && (
        <Alert severity="warning" variant="outlined" sx={{ mb: 2 }}>
          No new pods can be placed here: {unavailableReason}
        </Alert>
      )}
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
        {server.operation && (
          <Section
            title={`Last operation: ${operationTitle(server.operation)}`}
            beside={<StatusChip look={operationLook(server.operation.state)} />}
          >
            <OperationSteps operation={server.operation} />
          </Section>
        )}
        <Section title="Resources">
          <ServerAmounts name={name} server={server} />
        </Section>
        <Section title="Pods">
          {server.pods.length > 0 ? <PodTable pods={server.pods} /> : <EmptyState title="No pods of ours here" />}
        </Section>
        <HistorySection server={name} {...(!gpuModel && { resources: ["cpuMillis", "ramBytes"] })} />
        <ServerFacts server={server} />
      </Box>
    </>
  );
}
