"use client";
import type { HistoryGroup } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { Section } from "@/ui/section";
import { TextLink } from "@/ui/text-link";
import { ResourceCharts } from "./resource-charts";
import { useHistory } from "./use-history";

/** The last 24 hours of everything, or of one server, with the way to the monitor. */
export function HistorySection({ server }: { server?: string }) {
  const by: HistoryGroup = server === undefined ? "ALL" : "SERVER";
  const names = server === undefined ? [] : [server];
  const answer = useHistory({ range: "24h", until: null, by, names });
  return (
    <Section
      title={server === undefined ? "Utilisation, last 24 hours" : "History, last 24 hours"}
      beside={<TextLink href={paths.monitor(server === undefined ? {} : { by, names: server })}>Monitor</TextLink>}
    >
      <ResourceCharts {...answer} resources={["gpus", "cpuMillis"]} by="ALL" show="allocated" height={190} bare />
    </Section>
  );
}
