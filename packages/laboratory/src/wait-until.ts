import { setTimeout as pause } from "node:timers/promises";

/** How long to wait for a state, and how often to look. */
export interface WaitOptions {
  /** Default 15,000. */
  readonly timeoutMs?: number;
  /** Default 50. */
  readonly everyMs?: number;
}

/**
 * Looks again and again until `look` answers something other than undefined.
 * @throws with `describe()` (what was seen last) when the deadline passes.
 */
export async function waitUntil<T>(
  look: () => Promise<T | undefined>,
  describe: () => string,
  options: WaitOptions = {},
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 15_000;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${describe()}`);
    await pause(options.everyMs ?? 50);
  }
}
