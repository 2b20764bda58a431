"use client";
import Button from "@mui/material/Button";
import { isOver } from "@/features/operations/operation-looks";
import { OperationChangedDocument, PodDetailDocument, type PodDetailQuery, PodsChangedDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { PageHeader } from "@/ui/page-header";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { PodDetail } from "./pod-detail";

interface PodKey {
  readonly namespace: string;
  readonly name: string;
}

/** One pod, kept up to date; also when there is none (any more) by this name. */
export function PodPage({ namespace, name }: PodKey) {
  const { data, error, retry } = useLiveQuery(PodDetailDocument, { namespace, name }, (shown) => [
    feed(PodsChangedDocument, {
      variables: (cursor) => ({ after: cursor, filter: { namespaces: [namespace], search: name } }),
    }),
    ...operationFeed(shown),
  ]);
  if (data?.pod) return <PodDetail pod={data.pod} />;
  return (
    <>
      <PageHeader title={name} />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!data && error === undefined && <Placeholder lines={6} height={64} />}
      {data && (
        <EmptyState
          title={`There is no pod ${namespace}/${name}`}
          action={
            <Button component={NextLink} href={paths.pods()}>
              All pods
            </Button>
          }
        >
          If there was one, it is gone, and what it held is free again. Operations tell how it ended.
        </EmptyState>
      )}
    </>
  );
}

/** While an operation is under way, each of its steps is news. */
function operationFeed(shown: PodDetailQuery | undefined) {
  const operation = shown?.pod?.operation;
  if (!operation || isOver(operation.state)) return [];
  return [feed(OperationChangedDocument, { variables: () => ({ id: operation.id }), ends: true })];
}
