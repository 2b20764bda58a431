"use client";
import { useQuery } from "@apollo/client/react";
import { type Permission, RightsDocument } from "@/gql/graphql";

/** Why the viewer may not do something with a thing of that owner (null: nobody in particular); null: they may, or it is not known yet. */
export type WhyNot = (permission: Permission, ownerId?: string | null) => string | null;

/** What the viewer may in a team, or, without one, with what is no team's. The API refuses by the same table, whatever is shown. */
export function useRights(team: string | null): WhyNot {
  const { data } = useQuery(RightsDocument, { variables: { team } });
  const viewer = data?.viewer;
  return (permission, ownerId = null) => {
    const right = viewer?.rights.find((each) => each.permission === permission);
    const reason = ownerId === viewer?.id ? right?.notOwnBecause : right?.notOthersBecause;
    return reason ?? null;
  };
}
