"use client";
import { isOver } from "@/features/operations/operation-looks";
import { OperationChangedDocument, PodDetailDocument, type PodDetailQuery, PodsChangedDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { ObjectPage } from "@/ui/object-page";
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
  return (
    <ObjectPage
      title={name}
      loaded={data !== undefined}
      error={error}
      retry={retry}
      missing={{
        title: `There is no pod ${namespace}/${name} that you may see`,
        text: "Either it is gone, and Operations tell how it ended, or it belongs to a team that you are not in.",
        all: "All pods",
        href: paths.pods(),
      }}
    >
      {data?.pod && <PodDetail pod={data.pod} />}
    </ObjectPage>
  );
}

/** While an operation is under way, each of its steps is news. */
function operationFeed(shown: PodDetailQuery | undefined) {
  const operation = shown?.pod?.operation;
  if (!operation || isOver(operation.state)) return [];
  return [feed(OperationChangedDocument, { variables: () => ({ id: operation.id }), ends: true })];
}
