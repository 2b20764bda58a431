import type { Laboratory } from "../laboratory.ts";

/** Starts a cluster without servers for one test file, and ends it. */
export type StartCluster = () => Promise<{ readonly laboratory: Laboratory; stop(): Promise<void> }>;
