import { concat, defer, from, type Observable, type ObservableInput, retry, switchMap, throwError, timer } from "rxjs";

export interface Followed<TLoaded> {
  /** Fetches the whole view. What it resolves to says where the changes have to begin. */
  load(): ObservableInput<TLoaded>;
  /** The changes after that point. It goes on for ever: if it ends, that is a break like any other. */
  changes(loaded: TLoaded): Observable<unknown>;
  /** How long to wait before trying again, after so many failures in a row (from 1 on). */
  pauseMs?(failures: number): number;
}

/**
 * Keeps a view true for as long as it is subscribed to: loads it, then follows its changes from there; whenever either breaks, it waits
 * a moment and begins with loading again, for ever. So no message of a broken stream has to be trusted or replayed, and a server that
 * forgot us is never asked for more than the view itself.
 */
export function follow<TLoaded>({
  load,
  changes,
  pauseMs = jitteredBackoffMs,
}: Followed<TLoaded>): Observable<unknown> {
  const once = defer(() => from(load())).pipe(switchMap((loaded) => changes(loaded)));
  const ended = throwError(() => new Error("The stream of changes ended."));
  return concat(once, ended).pipe(retry({ delay: (_, failures) => timer(pauseMs(failures)), resetOnSuccess: true }));
}

/** 0.2 to 1 s: short, because people wait for it; jittered, because all of them come back at once. */
export function jitteredBackoffMs(failures: number): number {
  return Math.min(1_000, 250 * 2 ** (failures - 1)) * (0.8 + 0.2 * Math.random());
}
