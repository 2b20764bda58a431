import { createStore } from "@/lib/store";

/** What of the API can be reached from this browser, and since when not. Null: it can, or was not tried yet. */
export interface Reach {
  readonly requestsFailSince: Date | null;
  readonly socketDownSince: Date | null;
}

export const reach = createStore<Reach>({ requestsFailSince: null, socketDownSince: null });

/** A lost socket is worth a word only when it does not come back at once. */
const socketGraceMs = 1_000;
let socketLost: ReturnType<typeof setTimeout> | undefined;

/** Notes the outcome of the newest request. */
export function noteRequest(ok: boolean): void {
  note("requestsFailSince", ok ? null : new Date());
}

/** Notes that the socket for subscriptions came up or went down. */
export function noteSocket(up: boolean): void {
  if (up) {
    clearTimeout(socketLost);
    socketLost = undefined;
    note("socketDownSince", null);
  } else if (socketLost === undefined) {
    const since = new Date();
    socketLost = setTimeout(() => note("socketDownSince", since), socketGraceMs);
  }
}

/** The first failure of a row is the one whose time stays. */
function note(part: keyof Reach, since: Date | null): void {
  const before = reach.get();
  if ((since === null) === (before[part] === null)) return;
  reach.set({ ...before, [part]: since });
}
