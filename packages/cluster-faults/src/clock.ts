/** Time as the proxy sees it. */
export interface Clock {
  /** Milliseconds from any beginning, never backwards. */
  now(): number;
  /** Calls back once after so many milliseconds; answers how to cancel it. */
  schedule(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
