"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { RecentActivity } from "@/features/audit/recent-activity";
import { OperationList } from "@/features/operations/operation-list";
import { operationLook, operationTitle } from "@/features/operations/operation-looks";
import { OperationSteps } from "@/features/operations/operation-steps";
import { unmask } from "@/gql/fragment-masking";
import { type PodDetailQuery, type PodSummaryFragment, PodSummaryFragmentDoc } from "@/gql/graphql";
import { PageHeader } from "@/ui/page-header";
import { Section } from "@/ui/section";
import { StatusChip } from "@/ui/status-chip";
import { PodLifeSection } from "./life/pod-life-section";
import { PodActions } from "./pod-actions";
import { PodActivity } from "./pod-activity";
import { PodComparison } from "./pod-comparison";
import { PodFacts } from "./pod-facts";
import { podLook, podSeverity } from "./pod-looks";
import { PodTexts } from "./texts/pod-texts";
import { usePodActivity } from "./use-pod-activity";

type ShownPod = NonNullable<PodDetailQuery["pod"]>;

/** What was asked for and what runs, the operation step by step, events and log. */
export function PodDetail({ pod }: { pod: ShownPod }) {
  const summary = unmask(PodSummaryFragmentDoc, pod);
  const { namespace, name, status, operation } = summary;
  const activity = usePodActivity({ namespace, name }, changesOf(pod));
  const events = activity.pod?.events ?? [];
  return (
    <>
      <PageHeader
        title={name}
        beside={
          <>
            <Typography sx={{ color: "text.secondary" }}>in {namespace}</Typography>
            <Box role="status" aria-label="Pod status">
              <StatusChip look={podLook(status)} />
            </Box>
          </>
        }
        actions={<PodActions pod={pod} />}
      />
      <WhatIsWrong summary={summary} />
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "minmax(0, 3fr) minmax(0, 2fr)" },
        }}
      >
        <Section title="Asked for, and running">
          <PodComparison pod={pod} />
        </Section>
        {operation && (
          <Section
            title={`Operation: ${operationTitle({ ...operation, namespace: null, name: null, team: null, server: null })}`}
            beside={<StatusChip look={operationLook(operation.state)} />}
          >
            <OperationSteps operation={operation} />
          </Section>
        )}
        <PodActivity {...activity} />
        <PodLifeSection
          known={{
            ...summary,
            live: pod.live,
            operations: pod.operations,
            server: summary.server?.name ?? null,
            events,
          }}
        />
        <PodTexts pod={pod} />
        <Section title="Facts">
          <PodFacts summary={summary} pod={pod} />
        </Section>
      </Box>
      <Box sx={{ mt: 2, display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
        <Section title="Operations">
          <OperationList operations={pod.operations} />
        </Section>
        <RecentActivity filter={{ subject: `pod:${namespace}/${name}` }} />
      </Box>
    </>
  );
}

/** Why it is as it is, in plain words, where there is something to say. */
function WhatIsWrong({ summary: { status, reason, message } }: { summary: PodSummaryFragment }) {
  if (!reason && !message) return null;
  return (
    <Alert severity={podSeverity(status, reason)} variant="outlined" sx={{ mb: 2 }}>
      {reason && <AlertTitle>{reason}</AlertTitle>}
      {message}
    </Alert>
  );
}

/** Events and log are asked for again when any of this changes. */
function changesOf({ status, reason, operation }: ShownPod): string {
  return [status, reason, operation?.id, operation?.state].join(" ");
}
