import { useMemo } from "react";
import type { ServerTileFragment } from "@/gql/graphql";

interface MapTeams {
  /** In one order everywhere, so that a team keeps its colour; those that the viewer does not see come last. */
  readonly teams: readonly string[];
  /** Those whose pods hold GPUs on these servers, by name. */
  readonly holders: readonly string[];
}

const separator = " ";

/** `seen`: the teams that the viewer sees, undefined while they are not known. Stays the same while the names do: colours hang on it. */
export function useMapTeams(
  chunks: readonly (readonly ServerTileFragment[])[] | null,
  seen: readonly { readonly name: string }[] | undefined,
): MapTeams {
  const held = useMemo(() => holdersOf(chunks ?? []).join(separator), [chunks]);
  return useMemo(() => {
    const holders = held === "" ? [] : held.split(separator);
    return { holders, teams: [...new Set([...(seen ?? []).map(({ name }) => name), ...holders])] };
  }, [held, seen]);
}

function holdersOf(chunks: readonly (readonly ServerTileFragment[])[]): string[] {
  const holders = new Set<string>();
  for (const chunk of chunks)
    for (const { heldByTeam } of chunk) for (const { team, holds } of heldByTeam) if (holds.gpus > 0) holders.add(team);
  return [...holders].sort();
}
