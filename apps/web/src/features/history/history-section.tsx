"use client";
import type { HistoryGroup } from "@/gql/graphql";
import type { ResourceKey } from "@/lib/format/amounts";
import { paths } from "@/lib/paths";
import { Section } from "@/ui/section";
import { TextLink } from "@/ui/text-link";
import { ResourceCharts } from "./resource-charts";
import { useHistory } from "./use-history";

interface HistorySectionProps {
  /** Default: everything. */
  readonly server?: string;
  readonly resources?: readonly ResourceKey[];
}

/** The last 24 hours of everything, or of one server, with the way to the monitor. */
export function HistorySection({ server, resources = ["gpus", "cpuMillis"] }: HistorySectionProps) {
  const by: HistoryGroup = server === undefined ? "ALL" : "SERVER";
  const names = server === undefined ? [] : [server];
  const answer = useHistory({ range: "24h", until: null, from: null, by, names });
  return (
    <Section
      title={server === undefined ? "Utilisation, last 24 hours" : "History, last 24 hours"}
      beside={<TextLink href={paths.monitor(server === undefined ? {} : { by, names: server })}>Monitor</TextLink>}
    >
      <ResourceCharts {...answer} resources={resources} by="ALL" show="allocated" height={190} bare />
    </Section>
  );
}
