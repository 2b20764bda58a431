"use client";
import Button from "@mui/material/Button";
import { PodsChangedDocument, ServerDetailDocument, ServersChangedDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { PageHeader } from "@/ui/page-header";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { ServerDetail } from "./server-detail";

/** One server, kept up to date; also when there is none by this name. */
export function ServerPage({ name }: { name: string }) {
  const { data, error, retry } = useLiveQuery(ServerDetailDocument, { name }, [
    feed(ServersChangedDocument, { variables: (cursor) => ({ after: cursor, filter: { search: name } }) }),
    feed(PodsChangedDocument, { variables: (cursor) => ({ after: cursor, filter: { servers: [name] } }) }),
  ]);
  if (data?.server) return <ServerDetail server={data.server} />;
  return (
    <>
      <PageHeader title={name} />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!data && error === undefined && <Placeholder lines={6} height={64} />}
      {data && (
        <EmptyState
          title={`There is no server ${name}`}
          action={
            <Button component={NextLink} href={paths.servers()}>
              All servers
            </Button>
          }
        >
          It may have left the cluster.
        </EmptyState>
      )}
    </>
  );
}
