"use client";
import { useQuery } from "@apollo/client/react";
import { type Permission, RightsDocument, type RightsQuery } from "@/gql/graphql";

/** Why the viewer may not do something with a thing of that owner (null: nobody in particular); null: they may, or it is not known yet. */
export type WhyNot = (permission: Permission, ownerId?: string | null) => string | null;

/** What the viewer may in a team, or, without one, with what is no team's. The API refuses by the same table, whatever is shown. */
export function useRights(team: string | null): WhyNot {
  const viewer = useViewerRights(team);
  return (permission, ownerId = null) => {
    const right = viewer?.rights.find((each) => each.permission === permission);
    const reason = ownerId === viewer?.id ? right?.notOwnBecause : right?.notOthersBecause;
    return reason ?? null;
  };
}

/** Why the viewer may do something nowhere, whatever team's thing it is; null: there can be one that they may do it to; undefined: not known yet. */
export function useWhyNowhere(permission: Permission): string | null | undefined {
  return useViewerRights(null)?.rights.find((each) => each.permission === permission)?.notAnywhereBecause;
}

function useViewerRights(team: string | null): RightsQuery["viewer"] | undefined {
  return useQuery(RightsDocument, { variables: { team } }).data?.viewer;
}
