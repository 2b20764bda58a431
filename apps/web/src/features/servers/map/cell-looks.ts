import type { GpuCell } from "./gpu-cells";

/** Each carries white letters at 4.5:1 or better. */
const teamColors = ["#26547c", "#8a3b12", "#1b6b3a", "#7a2d6b", "#5f5200", "#9c2323", "#3a4aa8", "#0f6470"] as const;

/** How a cell looks: never by colour alone, each kind has a letter or a pattern too. */
export interface CellLook {
  readonly letter: string;
  readonly color: string;
  readonly background: string;
}

const stripes = (color: string) => `repeating-linear-gradient(45deg, ${color} 0 2px, transparent 2px 5px)`;

/** `teams`: all of them, in one order everywhere, so that a team keeps its colour from page to page. */
export function cellLook(cell: GpuCell, teams: readonly string[]): CellLook {
  switch (cell.state) {
    case "TEAM":
      return teamLook(cell.team, teams);
    case "OTHERS":
      return { letter: "", color: "inherit", background: stripes("var(--mui-palette-amount-others)") };
    case "TAKEN":
      return { letter: "•", color: "var(--mui-palette-text-primary)", background: "var(--mui-palette-amount-lost)" };
    case "FREE":
      return { letter: "", color: "inherit", background: "transparent" };
    case "UNAVAILABLE":
      return { letter: "×", color: "var(--mui-palette-text-secondary)", background: "var(--mui-palette-amount-free)" };
  }
}

/** One plain colour for a cell that is too small for letters and patterns. */
export function solidLook(cell: GpuCell, teams: readonly string[]): string {
  switch (cell.state) {
    case "TEAM":
      return teamLook(cell.team, teams).background;
    case "OTHERS":
      return "var(--mui-palette-amount-others)";
    case "TAKEN":
      return "var(--mui-palette-text-primary)";
    case "FREE":
      return "var(--mui-palette-amount-free)";
    case "UNAVAILABLE":
      return "var(--mui-palette-amount-lost)";
  }
}

export function teamLook(team: string, teams: readonly string[]): CellLook {
  const index = Math.max(0, teams.indexOf(team));
  return {
    letter: team.charAt(0).toUpperCase(),
    color: "#ffffff",
    background: teamColors[index % teamColors.length] ?? teamColors[0],
  };
}
