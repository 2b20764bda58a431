import { setTimeout as pause } from "node:timers/promises";

const pollMs = 40;
const answerWithinMs = 2_000;

/** What an address answers now; undefined where nobody does. */
export async function probe(url: string): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
}

/**
 * Waits until the address answers with status 200.
 * @returns false where the deadline passed first
 * @throws the signal's reason where it is aborted
 */
export async function untilReady(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    if ((await probe(url))?.status === 200) return true;
    await pause(pollMs);
  }
  return false;
}
