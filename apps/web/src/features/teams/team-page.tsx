"use client";
import { TeamPageDocument, TeamsNewsDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { ObjectPage } from "@/ui/object-page";
import { TeamDetail } from "./team-detail";

const news = feed(TeamsNewsDocument);

/** One team, kept up to date; also when there is none by this name. */
export function TeamPage({ name }: { name: string }) {
  const { data, error, retry } = useLiveQuery(TeamPageDocument, { name }, [news]);
  return (
    <ObjectPage
      title={name}
      loaded={data !== undefined}
      error={error}
      retry={retry}
      missing={{ title: `There is no team ${name}`, all: "All teams", href: paths.teams() }}
    >
      {data?.team && (
        <TeamDetail team={data.team} namespaces={data.namespaces} requests={data.quotaRequests} onChanged={retry} />
      )}
    </ObjectPage>
  );
}
