import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import type { LedgerServer, ObservedServer } from "../model/server.ts";
import type { CounterMismatch } from "../ports/ledger.ts";

/** Both sides at one moment: all that `compare` looks at. */
export interface Snapshot {
  readonly installationId: string;
  readonly now: Date;
  /** Pods of the ledger that are not gone. */
  readonly pods: readonly LedgerPod[];
  /** Ids of pods with an operation under way: they are in flux, and not compared. */
  readonly busy: ReadonlySet<string>;
  readonly servers: ReadonlyMap<string, LedgerServer>;
  readonly counterMismatches: readonly CounterMismatch[];
  /** Keyed by `namespace/name`. */
  readonly observedPods: ReadonlyMap<string, ObservedPod>;
  readonly observedServers: ReadonlyMap<string, ObservedServer>;
}
