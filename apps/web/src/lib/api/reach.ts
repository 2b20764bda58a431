import { createStore } from "@/lib/store";

/** What of the API can be reached from this browser, and since when not. Null: it can, or was not tried yet. */
export interface Reach {
  readonly requestsFailSince: Date | null;
  readonly socketDownSince: Date | null;
}

export const reach = createStore<Reach>({ requestsFailSince: null, socketDownSince: null });

/** Notes the outcome of the newest attempt; the first failure of a row is the one whose time stays. */
export function noteReach(part: keyof Reach, ok: boolean): void {
  const before = reach.get();
  if (ok === (before[part] === null)) return;
  reach.set({ ...before, [part]: ok ? null : new Date() });
}
