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
