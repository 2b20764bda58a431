"use client";
import { useSyncExternalStore } from "react";
import { createStore } from "@/lib/store";

const tickMs = 5_000;
const clock = createStore(new Date());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The time, moving on every five seconds; one timer for the whole page, none where nothing shows a time. */
export function useNow(): Date {
  return useSyncExternalStore(watchClock, clock.get, clock.get);
}

function watchClock(onTick: () => void): () => void {
  const unsubscribe = clock.subscribe(onTick);
  watchers += 1;
  if (watchers === 1) {
    clock.set(new Date());
    timer = setInterval(() => clock.set(new Date()), tickMs);
  }
  return () => {
    unsubscribe();
    watchers -= 1;
    if (watchers === 0) clearInterval(timer);
  };
}
