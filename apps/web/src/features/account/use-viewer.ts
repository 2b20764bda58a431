"use client";
import { useQuery } from "@apollo/client/react";
import { unmask } from "@/gql/fragment-masking";
import { ViewerDocument, type ViewerFactsFragment, ViewerFactsFragmentDoc } from "@/gql/graphql";

/** As whom this page asks. Who that is changes only with a page that is loaded anew (see lib/api/client.ts). */
export function useViewer(): ViewerFactsFragment | undefined {
  const { data } = useQuery(ViewerDocument);
  return unmask(ViewerFactsFragmentDoc, data?.viewer);
}

/** Whether somebody is signed in: there is an account, and a way out of it. */
export function isSignedIn({ how }: ViewerFactsFragment): boolean {
  return how !== "OPEN" && how !== "TOKEN";
}
