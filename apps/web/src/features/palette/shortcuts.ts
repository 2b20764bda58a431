import { pages } from "@/features/system/pages";

/** What the keyboard does everywhere, as the help shows it. */
export const shortcutGroups = [
  {
    title: "Everywhere",
    shortcuts: [
      { keys: ["Ctrl", "K"], does: "Open the command palette (⌘ K on a Mac)" },
      { keys: ["?"], does: "Show this help" },
      { keys: ["/"], does: "Search in the list of this page" },
      { keys: ["c"], does: "Create a pod" },
      { keys: ["Esc"], does: "Close what is open; nothing is done" },
    ],
  },
  { title: "Go to", shortcuts: pages.map(({ name, key }) => ({ keys: ["g", key], does: name })) },
] as const;

/** What a key asks for. */
export type KeyCommand = { readonly does: "palette" | "help" | "search" | "create" } | { readonly goTo: string };

export interface KeyStroke {
  readonly key: string;
  readonly ctrl: boolean;
  readonly other: boolean;
  /** Into a field, or where something is open: single keys are text there. */
  readonly isTyping: boolean;
}

/**
 * What a key stroke asks for, after the one before it; null: nothing. `singleKeys` false leaves only those with Ctrl or ⌘, for people whose
 * speech or hands press single keys unasked.
 */
export function keyCommand(before: string | null, stroke: KeyStroke, singleKeys: boolean): KeyCommand | null {
  const key = stroke.key.toLowerCase();
  if (stroke.ctrl) return key === "k" && !stroke.other ? { does: "palette" } : null;
  if (stroke.isTyping || stroke.other || !singleKeys) return null;
  if (before === "g") {
    const page = pages.find((one) => one.key === key);
    return page ? { goTo: page.href } : null;
  }
  const single = ({ "?": "help", "/": "search", c: "create" } as const)[key];
  return single ? { does: single } : null;
}
