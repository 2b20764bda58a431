"use client";
import { QuotaUseBars } from "@/features/teams/quota-use";
import { TeamQuotaDocument, TeamsNewsDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { Section } from "@/ui/section";
import { ErrorState, Placeholder } from "@/ui/states";
import { TextLink } from "@/ui/text-link";

const news = feed(TeamsNewsDocument);

/** What the chosen team holds of its quota. */
export function TeamQuota({ team }: { team: string }) {
  const { data, error, retry } = useLiveQuery(TeamQuotaDocument, { name: team }, [news]);
  return (
    <Section title={`Quota of ${team}`} beside={<TextLink href={paths.team(team)}>The team</TextLink>}>
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!data && error === undefined && <Placeholder lines={3} height={56} />}
      {data?.team && <QuotaUseBars team={data.team} />}
    </Section>
  );
}
