"use client";
import AddIcon from "@mui/icons-material/Add";
import SystemIcon from "@mui/icons-material/BrightnessAuto";
import LinkIcon from "@mui/icons-material/ContentCopy";
import DarkIcon from "@mui/icons-material/DarkMode";
import DensityIcon from "@mui/icons-material/DensitySmall";
import MapIcon from "@mui/icons-material/GridViewOutlined";
import TeamIcon from "@mui/icons-material/GroupsOutlined";
import KeyboardIcon from "@mui/icons-material/KeyboardOutlined";
import LightIcon from "@mui/icons-material/LightMode";
import AccountIcon from "@mui/icons-material/ManageAccountsOutlined";
import UsersIcon from "@mui/icons-material/PeopleOutlined";
import WarningIcon from "@mui/icons-material/WarningAmber";
import { useColorScheme } from "@mui/material/styles";
import { isSignedIn, useViewer } from "@/features/account/use-viewer";
import { usePages } from "@/features/system/use-pages";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import { paths } from "@/lib/paths";
import { setDensity, useDensity } from "@/ui/density";
import { useCopy } from "@/ui/use-copy";
import type { Command } from "./command";

interface OwnCommandsOptions {
  readonly go: (href: string) => void;
  /** Null: the viewer may not. */
  readonly onCreatePod: (() => void) | null;
  readonly onHelp: () => void;
}

/** What the palette offers whatever is typed: the pages, and what can be done from everywhere. */
export function useOwnCommands({ go, onCreatePod, onHelp }: OwnCommandsOptions): readonly Command[] {
  const { setMode } = useColorScheme();
  const pages = usePages();
  const density = useDensity();
  const copy = useCopy();
  const viewer = useViewer();
  const otherDensity = density === "compact" ? "standard" : "compact";
  const { team, teams, choose } = useTeamChoice();
  const teamChoices = teams.length < 2 ? [] : [null, ...teams];
  const teamCommands = teamChoices.map((one) => ({
    name: one === null ? "Team: all" : `Team: ${one}`,
    isChosen: one === team,
    icon: TeamIcon,
    run: () => choose(one),
  }));
  const actions = [
    ...(onCreatePod ? [{ name: "Create pod", hint: "c", icon: AddIcon, run: onCreatePod }] : []),
    { name: "Show pods that are pending", icon: WarningIcon, run: () => go(paths.pods({ status: "PENDING" })) },
    { name: "Show pods that failed", icon: WarningIcon, run: () => go(paths.pods({ status: "FAILED" })) },
    { name: "Show servers as a GPU map", icon: MapIcon, run: () => go(paths.servers({ view: "map" })) },
    { name: "Copy a link to this view", icon: LinkIcon, run: () => copy(window.location.href, "The link") },
    { name: "Colours: light", icon: LightIcon, run: () => setMode("light") },
    { name: "Colours: dark", icon: DarkIcon, run: () => setMode("dark") },
    { name: "Colours: as the system", icon: SystemIcon, run: () => setMode("system") },
    { name: `Rows of lists: ${otherDensity}`, icon: DensityIcon, run: () => setDensity(otherDensity) },
    ...(viewer?.role === "ADMIN" ? [{ name: "Users", icon: UsersIcon, run: () => go(paths.users()) }] : []),
    ...(viewer && isSignedIn(viewer)
      ? [{ name: "Your account", icon: AccountIcon, run: () => go(paths.account()) }]
      : []),
    ...teamCommands.filter(({ isChosen }) => !isChosen),
    { name: "Keyboard help", hint: "?", icon: KeyboardIcon, run: onHelp },
  ];
  return [
    ...pages.map(({ name, href, icon, key }) => ({
      id: `page ${name}`,
      group: "Pages" as const,
      name,
      ...(key && { hint: `g ${key}` }),
      icon,
      run: () => go(href),
    })),
    ...actions.map((action) => ({ id: `action ${action.name}`, group: "Actions" as const, ...action })),
  ];
}
