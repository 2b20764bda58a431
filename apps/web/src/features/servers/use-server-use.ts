import { useQuery } from "@apollo/client/react";
import { ServerUseDocument } from "@/gql/graphql";

/** As often as the cluster is asked what is used. */
const pollMs = 15_000;

/** What a server's pods use as measured now; no feed tells of it, so it is asked for, and not while the page is hidden. */
export function useServerUse(name: string) {
  const { data, previousData } = useQuery(ServerUseDocument, {
    variables: { name },
    fetchPolicy: "no-cache",
    pollInterval: pollMs,
    skipPollAttempt: () => document.visibilityState !== "visible",
  });
  const server = (data ?? previousData)?.server;
  return { used: server?.used ?? null, usedUnknown: server?.usedUnknown ?? null };
}
