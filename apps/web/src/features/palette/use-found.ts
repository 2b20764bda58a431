"use client";
import { useQuery } from "@apollo/client/react";
import ServerIcon from "@mui/icons-material/DnsOutlined";
import TeamIcon from "@mui/icons-material/GroupsOutlined";
import PodIcon from "@mui/icons-material/ViewInArOutlined";
import { useEffect, useState } from "react";
import { podLook } from "@/features/pods/pod-looks";
import { serverLook } from "@/features/servers/server-looks";
import { PaletteFindsDocument } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { type Command, matches } from "./command";

const settleMs = 150;
const foundMax = 6;

/** Servers, pods and teams that the typed text finds, by the API's own search. Nothing is asked before something is typed. */
export function useFound(typed: string, go: (href: string) => void): { found: readonly Command[]; searching: boolean } {
  const search = useSettled(typed.trim());
  const { data, previousData, loading } = useQuery(PaletteFindsDocument, {
    variables: { search, first: foundMax },
    skip: search === "",
    fetchPolicy: "no-cache",
  });
  const searching = typed.trim() !== search || loading;
  const answer = data ?? (searching ? previousData : undefined);
  if (typed.trim() === "" || !answer) return { found: [], searching };
  const found: Command[] = [
    ...answer.servers.nodes.map(({ name, gpuModel, status }) => ({
      id: `server ${name}`,
      group: "Servers" as const,
      name,
      hint: [gpuModel, serverLook(status).word].filter(Boolean).join(" · "),
      icon: ServerIcon,
      run: () => go(paths.server(name)),
    })),
    ...answer.pods.nodes.map(({ id, namespace, name, owner, status }) => ({
      id: `pod ${id}`,
      group: "Pods" as const,
      name: `${namespace}/${name}`,
      hint: `${owner} · ${podLook(status).word}`,
      icon: PodIcon,
      run: () => go(paths.pod({ namespace, name })),
    })),
    ...answer.teams
      .filter(({ name }) => matches(name, typed))
      .slice(0, foundMax)
      .map(({ name }) => ({
        id: `team ${name}`,
        group: "Teams" as const,
        name,
        icon: TeamIcon,
        run: () => go(paths.team(name)),
      })),
  ];
  return { found, searching };
}

/** The text when it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
