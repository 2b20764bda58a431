import type { AuditEntry, AuditFault, AuditLink, SealedEvent } from "../model/audit.ts";
import { AUDIT_FAULTS_MAX, chainHash } from "./audit-chain.ts";

/** An event as it is exported: one JSON object, with all that `chainHash` takes. */
export function asJsonLine(event: SealedEvent): string {
  const { sequence, id, at, actor, action, subject, result, reason, before, after, operationId } = event;
  const told = { sequence, id, at, actor, action, subject, result, reason, before, after, operationId };
  const { previousHash, hash } = event;
  return JSON.stringify({ ...told, previousHash, hash } satisfies Record<
    keyof AuditEntry | keyof SealedEvent,
    unknown
  >);
}

/** What reading exported lines gave. */
export interface AuditLinesReport {
  readonly events: number;
  /** Between the first and the last line: events that were not asked for, or that somebody took out. */
  readonly leftOut: number;
  readonly last: AuditLink | null;
  /** Empty: each line is as it was written, in its order. */
  readonly faults: readonly (Pick<AuditFault, "message"> & { readonly line: number })[];
}

/**
 * Checks exported lines without the ledger: each event against its own hash, and each against the one before it where that is in the
 * export. What an export leaves out is counted; whether it was to be left out only who asked for it knows.
 */
export class LineCheck {
  readonly #anchor: AuditLink | null;
  readonly #faults: { readonly line: number; readonly message: string }[] = [];
  #isAnchored = false;
  #lines = 0;
  #leftOut = 0;
  #last: AuditLink | null = null;

  /** `anchor`: a place and hash that somebody wrote down, which has to be among the lines. */
  constructor(anchor: AuditLink | null = null) {
    this.#anchor = anchor;
  }

  add(text: string): void {
    this.#lines += 1;
    const event = readJsonLine(text);
    if (event === null) this.#fault("it is no event of an audit trail");
    else this.#check(event);
  }

  end(): AuditLinesReport {
    if (this.#anchor !== null && !this.#isAnchored)
      this.#fault(`event ${this.#anchor.sequence}, whose hash was written down, is not among them`);
    return { events: this.#lines, leftOut: this.#leftOut, last: this.#last, faults: this.#faults };
  }

  #check(event: SealedEvent): void {
    const { sequence, previousHash, hash } = event;
    if (chainHash(previousHash, event) !== hash) this.#fault(`event ${sequence} is not as it was written`);
    if (this.#last !== null) this.#follow(this.#last, event);
    if (this.#anchor?.sequence === sequence) {
      this.#isAnchored = true;
      if (this.#anchor.hash !== hash) this.#fault(`event ${sequence} has another hash than was written down`);
    }
    this.#last = { sequence, hash };
  }

  #follow(last: AuditLink, { sequence, previousHash }: SealedEvent): void {
    const between = sequence - last.sequence - 1;
    if (between < 0) this.#fault(`event ${sequence} stands behind event ${last.sequence}`);
    else if (between > 0) this.#leftOut += between;
    else if (previousHash !== last.hash) this.#fault(`event ${sequence} does not build on the one before it`);
  }

  #fault(message: string): void {
    if (this.#faults.length < AUDIT_FAULTS_MAX) this.#faults.push({ line: this.#lines, message });
  }
}

function readJsonLine(text: string): SealedEvent | null {
  try {
    const { at, ...event } = JSON.parse(text);
    const time = new Date(at);
    const isEvent =
      Number.isSafeInteger(event.sequence) &&
      typeof event.actor === "object" &&
      event.actor !== null &&
      !Number.isNaN(time.getTime());
    return isEvent ? { ...event, at: time } : null;
  } catch {
    return null;
  }
}
