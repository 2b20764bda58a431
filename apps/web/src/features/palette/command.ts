import type SvgIcon from "@mui/material/SvgIcon";

/** One line of the palette. */
export interface Command {
  readonly id: string;
  readonly group: "Pages" | "Actions" | "Servers" | "Pods" | "Teams";
  readonly name: string;
  /** What stands behind the name: a state, or the keys that do the same. */
  readonly hint?: string;
  readonly icon: typeof SvgIcon;
  readonly run: () => void;
}

/** Whether each typed word begins a word of the name: `da` and `create p` find, `ash` does not. */
export function matches(name: string, typed: string): boolean {
  const words = wordsOf(name);
  return wordsOf(typed).every((part) => words.some((word) => word.startsWith(part)));
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
