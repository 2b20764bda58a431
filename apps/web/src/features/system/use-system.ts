"use client";
import { unmask } from "@/gql/fragment-masking";
import { SystemChangedDocument, SystemDocument, type SystemFactsFragment, SystemFactsFragmentDoc } from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";

const systemFeed = feed(SystemChangedDocument, { take: ({ systemChanged }) => ({ system: systemChanged }) });

/** What the API says of itself, kept up to date. */
export function useSystem(): SystemFactsFragment | undefined {
  const { data } = useLiveQuery(SystemDocument, {}, [systemFeed]);
  return unmask(SystemFactsFragmentDoc, data?.system);
}
