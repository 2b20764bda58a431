"use client";
import { useQuery } from "@apollo/client/react";
import { parseAsString, useQueryState } from "nuqs";
import { useSyncExternalStore } from "react";
import { TeamChoicesDocument } from "@/gql/graphql";
import { createKeptStore } from "@/lib/kept-store";
import { chosenTeam } from "./chosen-team";

const remembered = createKeptStore<string>("team", null, "");
const nothing = () => "";

interface TeamChoice {
  /** The team whose things are shown; null: all that the viewer sees. */
  readonly team: string | null;
  /** What there is to choose from. */
  readonly teams: readonly string[];
  readonly choose: (team: string | null) => void;
}

/** Whose things the pages show: the team that the URL names, else the one that was chosen last in this browser. */
export function useTeamChoice(): TeamChoice {
  const [inUrl, setInUrl] = useQueryState("team", parseAsString.withOptions({ history: "replace" }));
  const kept = useSyncExternalStore(remembered.subscribe, remembered.get, nothing);
  const { data } = useQuery(TeamChoicesDocument);
  const teams = data?.teams.filter(({ archived }) => !archived).map(({ name }) => name);
  return {
    team: chosenTeam(
      inUrl,
      kept,
      data?.teams.map(({ name }) => name),
    ),
    teams: teams ?? [],
    choose: (team) => {
      remembered.set(team ?? "");
      void setInUrl(team);
    },
  };
}
