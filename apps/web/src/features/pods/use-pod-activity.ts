"use client";
import { useQuery } from "@apollo/client/react";
import { useEffect, useRef } from "react";
import { PodActivityDocument } from "@/gql/graphql";

/** A pod's events and log; asked for again when `changes` is another text, and on demand. */
export function usePodActivity(podKey: { readonly namespace: string; readonly name: string }, changes: string) {
  const { data, previousData, error, refetch } = useQuery(PodActivityDocument, {
    variables: podKey,
    fetchPolicy: "network-only",
  });
  const refresh = () => void refetch().catch(() => undefined); // the failure is the query's `error`
  const latest = useRef(refresh);
  latest.current = refresh;
  const seen = useRef(changes);
  useEffect(() => {
    if (seen.current === changes) return;
    seen.current = changes;
    latest.current();
  }, [changes]);
  return { pod: (data ?? previousData)?.pod, error, refresh };
}
