"use client";
import Box from "@mui/material/Box";
import { HistorySection } from "@/features/history/history-section";
import { CreatePodButton } from "@/features/pods/create-pod-button";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import { unmask } from "@/gql/fragment-masking";
import { OverviewChangedDocument, OverviewDocument, OverviewFactsFragmentDoc } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { PageHeader } from "@/ui/page-header";
import { Section } from "@/ui/section";
import { ErrorState, Placeholder } from "@/ui/states";
import { TextLink } from "@/ui/text-link";
import { AttentionList } from "./attention-list";
import { GpuModels } from "./gpu-models";
import { OverviewAmounts } from "./overview-amounts";
import { PodCounts, ServerCounts } from "./overview-counts";
import { RecentOperations } from "./recent-operations";
import { TeamQuota } from "./team-quota";

/** What there is, what is taken, what is free, and what needs somebody. */
export function DashboardPage() {
  const { team } = useTeamChoice();
  const changes = feed(OverviewChangedDocument, {
    variables: () => ({ team }),
    take: ({ overviewChanged }) => ({ overview: overviewChanged }),
  });
  const { data, error, retry } = useLiveQuery(OverviewDocument, { team }, [changes]);
  const overview = unmask(OverviewFactsFragmentDoc, data?.overview);
  return (
    <>
      <PageHeader title="Dashboard" actions={<CreatePodButton />} />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {error === undefined && (
        <Box
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(6, minmax(0, 1fr))" },
          }}
        >
          {team !== null && (
            <Box sx={{ gridColumn: "1 / -1" }}>
              <TeamQuota team={team} />
            </Box>
          )}
          <Box sx={{ gridColumn: "1 / -1" }}>
            <Section title={team === null ? "Resources" : "Resources of all servers"}>
              {overview ? <OverviewAmounts overview={overview} /> : <Placeholder lines={2} height={72} />}
            </Section>
          </Box>
          <Box sx={{ gridColumn: { lg: "span 4" } }}>
            <Section title="GPUs by model" beside={<TextLink href={paths.servers()}>All servers</TextLink>}>
              {overview ? <GpuModels models={overview.gpusByModel} /> : <Placeholder lines={4} />}
            </Section>
          </Box>
          <Box
            sx={{
              gridColumn: { lg: "span 2" },
              display: "grid",
              gap: 2,
              gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: "repeat(2, minmax(0, 1fr))", lg: "minmax(0, 1fr)" },
            }}
          >
            <Section title="Servers">{overview ? <ServerCounts overview={overview} /> : <Placeholder />}</Section>
            <Section title={team === null ? "Pods" : `Pods of ${team}`}>
              {overview ? <PodCounts overview={overview} /> : <Placeholder />}
            </Section>
          </Box>
          <Box sx={{ gridColumn: { lg: "span 3" } }}>
            <Section title="Needs attention">
              {overview ? (
                <AttentionList team={team} findings={overview.findings} pods={overview.attention} />
              ) : (
                <Placeholder lines={4} />
              )}
            </Section>
          </Box>
          <Box sx={{ gridColumn: { lg: "span 3" } }}>
            <Section title="Recent operations" beside={<TextLink href={paths.operations()}>All operations</TextLink>}>
              <RecentOperations team={team} />
            </Section>
          </Box>
          <Box sx={{ gridColumn: "1 / -1" }}>
            <HistorySection />
          </Box>
        </Box>
      )}
    </>
  );
}
