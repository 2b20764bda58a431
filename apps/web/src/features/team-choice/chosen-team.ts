/**
 * The team whose things are shown: the URL's, else the remembered one. One that the viewer does not see, as after somebody else signed in
 * or they left it, counts as none. `seen` undefined: not known yet, and the choice is believed.
 */
export function chosenTeam(inUrl: string | null, kept: string, seen: readonly string[] | undefined): string | null {
  const isSeen = (team: string) => seen === undefined || seen.includes(team);
  return [inUrl, kept].find((team): team is string => Boolean(team) && isSeen(team ?? "")) ?? null;
}
