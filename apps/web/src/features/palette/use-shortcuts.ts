"use client";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { createKeptStore } from "@/lib/kept-store";
import { type KeyCommand, keyCommand } from "./shortcuts";

/** So long a `g` waits for its letter. */
const chordMs = 1_500;
const singleKeys = createKeptStore("single-keys", ["on", "off"], "on");

/** Whether single keys act; remembered by the browser. */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  const kept = useSyncExternalStore(singleKeys.subscribe, singleKeys.get, () => "on");
  return [kept === "on", (on) => singleKeys.set(on ? "on" : "off")];
}

/** Listens to the keyboard of the whole page. */
export function useShortcuts(act: (command: KeyCommand) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    let before: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      const chord = before && event.timeStamp - before.at < chordMs ? before.key : null;
      const stroke = {
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        other: event.altKey || (event.shiftKey && event.key.length > 1),
        isTyping: isTyping(event.target),
      };
      before = stroke.isTyping ? null : { key: event.key, at: event.timeStamp };
      const command = keyCommand(chord, stroke, singleKeys.get() === "on");
      if (!command) return;
      before = null;
      event.preventDefault();
      latest.current(command);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** The page's own field to search by, where it has one. */
export function focusSearch(): void {
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const takesText =
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  return takesText || target.closest('[role="dialog"], [role="menu"], [role="listbox"], [role="combobox"]') !== null;
}
