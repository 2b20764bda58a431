/** Time, injected so that tests and simulations own it. */
export interface Clock {
  now(): Date;
  /** Calls `fire` once after `delayMs`; the returned function cancels. */
  schedule(delayMs: number, fire: () => void): () => void;
}

/** Unique ids (UUIDs), injected for the same reason. */
export interface Ids {
  uuid(): string;
}
