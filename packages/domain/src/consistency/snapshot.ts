import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import type { LedgerServer, ObservedServer } from "../model/server.ts";
import type { TeamNamespace } from "../model/team.ts";
import type { ObservedNamespace } from "../ports/cluster.ts";
import type { CounterMismatch } from "../ports/ledger.ts";
import type { KeptNamespace } from "./kept-namespaces.ts";

/** What a comparison of one object looks at besides the object itself. */
export interface Surroundings {
  readonly installationId: string;
  readonly now: Date;
  readonly servers: ReadonlyMap<string, LedgerServer>;
  readonly observedServers: ReadonlyMap<string, ObservedServer>;
}

/** Both sides at one moment: all that `compare` looks at. */
export interface Snapshot extends Surroundings {
  /** Pods of the ledger that are not gone. */
  readonly pods: readonly LedgerPod[];
  /** Ids of pods with an operation under way: they are in flux, and not compared. */
  readonly busy: ReadonlySet<string>;
  readonly counterMismatches: readonly CounterMismatch[];
  /** Keyed by `namespace/name`. */
  readonly observedPods: ReadonlyMap<string, ObservedPod>;
  readonly namespaces: readonly TeamNamespace[];
  /** Null: the cluster was not asked, and nothing is said about namespaces. */
  readonly observedNamespaces: ReadonlyMap<string, ObservedNamespace> | null;
  /** Those that we keep, as far as they were read and no operation is changing them. */
  readonly keptNamespaces: readonly KeptNamespace[];
}
