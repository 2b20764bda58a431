"use client";
import { OperationsChangedDocument, OperationsDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";

/** The newest operations (of that team; null: all that the viewer sees), kept up to date. */
export function useOperations(first: number, team: string | null) {
  const variables = { first, team };
  return useLiveQuery(OperationsDocument, variables, [
    feed(OperationsChangedDocument, {
      variables: () => variables,
      take: ({ operationsChanged }) => ({ operations: operationsChanged }),
    }),
  ]);
}
