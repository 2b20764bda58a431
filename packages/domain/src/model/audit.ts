import type { Actor } from "./actor.ts";

/** Who did what to what, and how it ended. Env values never appear in it. */
export interface AuditEntry {
  readonly actor: Actor;
  /** The verb, e.g. `createPod`, `operation.undone`. */
  readonly action: string;
  /** `pod:namespace/name`, `server:name` … */
  readonly subject: string;
  readonly result: "ACCEPTED" | "REFUSED" | "DONE" | "UNDONE" | "FAILED";
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly operationId: string | null;
}

/** An audit event as it stands in the books. */
export interface AuditRecord extends AuditEntry {
  readonly at: Date;
}

/** An event with its place in the chain: whoever changes, removes or moves one breaks what comes after it. */
export interface SealedEvent extends AuditRecord {
  /** Without gaps. */
  readonly sequence: number;
  readonly id: string;
  /** Hex SHA-256 of the event before it, see `rules/audit-chain.ts`. */
  readonly previousHash: string;
  readonly hash: string;
}

/** A place in the chain, and what stands there. */
export interface AuditLink {
  readonly sequence: number;
  readonly hash: string;
}

/** Events up to `sequence` were cut off; the first that is left builds on `hash`. */
export interface AuditCheckpoint extends AuditLink {
  /** How many were cut off with it. */
  readonly events: number;
  readonly at: Date;
}

/** ANCHOR: a place does not hold the hash that somebody wrote down earlier. CHECKPOINT: it is not the one that was audited. */
export type AuditFaultKind = "ALTERED" | "REMOVED" | "REORDERED" | "CHECKPOINT" | "ANCHOR";

/** Something in the chain that is not as it was written: the events `sequence` to `through`. */
export interface AuditFault {
  readonly kind: AuditFaultKind;
  readonly sequence: number;
  readonly through: number;
  readonly message: string;
}

export interface AuditChainReport {
  /** How many events were read. */
  readonly events: number;
  readonly checkpoint: AuditCheckpoint | null;
  /** The newest event. Whoever writes it down can prove later that nothing before it was rewritten. */
  readonly head: AuditLink | null;
  /** Empty: the chain is whole. At most `AUDIT_FAULTS_MAX`, the first ones. */
  readonly faults: readonly AuditFault[];
}

/** What is looked for. Null: whatever it is. */
export interface AuditFilter {
  /** The actor's id or name, or for whom it acted. */
  readonly actor: string | null;
  readonly actions: readonly string[] | null;
  /** `pod:namespace/name`, `team:name` … */
  readonly subject: string | null;
  /** The team itself, and the pods in its namespaces. */
  readonly team: string | null;
  /** The same for several teams: what is none of theirs is left out. */
  readonly ofTeams: readonly string[] | null;
  readonly results: readonly AuditEntry["result"][] | null;
  readonly since: Date | null;
  readonly until: Date | null;
}

export const EVERY_EVENT: AuditFilter = {
  actor: null,
  actions: null,
  subject: null,
  team: null,
  ofTeams: null,
  results: null,
  since: null,
  until: null,
};
