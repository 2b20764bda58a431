"use client";
import { OperationsChangedDocument, OperationsDocument } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";

/** The newest operations, kept up to date. */
export function useOperations(first: number) {
  return useLiveQuery(OperationsDocument, { first }, [
    feed(OperationsChangedDocument, {
      variables: () => ({ first }),
      take: ({ operationsChanged }) => ({ operations: operationsChanged }),
    }),
  ]);
}
