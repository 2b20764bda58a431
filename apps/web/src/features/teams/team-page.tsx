"use client";
import Button from "@mui/material/Button";
import { TeamPageDocument, TeamsNewsDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { PageHeader } from "@/ui/page-header";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { TeamDetail } from "./team-detail";

const news = feed(TeamsNewsDocument);

/** One team, kept up to date; also when there is none by this name. */
export function TeamPage({ name }: { name: string }) {
  const { data, error, retry } = useLiveQuery(TeamPageDocument, { name }, [news]);
  if (data?.team) return <TeamDetail team={data.team} namespaces={data.namespaces} requests={data.quotaRequests} />;
  return (
    <>
      <PageHeader title={name} />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!data && error === undefined && <Placeholder lines={6} height={64} />}
      {data && (
        <EmptyState
          title={`There is no team ${name}`}
          action={
            <Button component={NextLink} href={paths.teams()}>
              All teams
            </Button>
          }
        />
      )}
    </>
  );
}
