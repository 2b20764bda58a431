"use client";
import { useSyncExternalStore } from "react";
import { createStore } from "@/lib/store";

const deskUrl = "/demo/chaos";
/** How often what was done is asked for again while the page is open. */
const pollMs = 5_000;

/** What the demo's desk can do, and what it did; see packages/laboratory/src/desk. */
export interface Desk {
  readonly acts: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  readonly deeds: readonly {
    readonly at: string;
    readonly act: string;
    readonly said: string;
    readonly done: boolean;
  }[];
}

/** `unknown`: not asked yet. `none`: there is no desk: this is no demo. */
type DeskState = Desk | "unknown" | "none";

const desk = createStore<DeskState>("unknown");
let asked = false;

/** The desk, asked for once by the whole page. */
export function useDesk(): DeskState {
  return useSyncExternalStore(
    (onChange) => {
      if (!asked) void look();
      return desk.subscribe(onChange);
    },
    desk.get,
    () => "unknown" as const,
  );
}

/** Asks again and again; answers how to stop. */
export function followDesk(): () => void {
  const timer = setInterval(look, pollMs);
  return () => clearInterval(timer);
}

/** Does one act, and looks at what is said of it. */
export async function perform(id: string): Promise<void> {
  await fetch(`${deskUrl}/${id}`, { method: "POST", headers: { "x-demo-desk": "1" } });
  await look();
}

async function look(): Promise<void> {
  asked = true;
  try {
    const answer = await fetch(deskUrl);
    if (answer.ok) desk.set((await answer.json()) as Desk);
    else if (answer.status === 404) desk.set("none");
  } catch {
    // Away for now: what is known stays.
  }
}
