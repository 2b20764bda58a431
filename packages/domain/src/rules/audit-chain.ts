import { createHash } from "node:crypto";
import type {
  AuditChainReport,
  AuditCheckpoint,
  AuditFault,
  AuditFaultKind,
  AuditLink,
  SealedEvent,
} from "../model/audit.ts";

/** What the first event builds on. */
export const GENESIS: AuditLink = { sequence: 0, hash: "0".repeat(64) };

/** The action under which a cut of the trail stands in the trail. */
export const TRIM_ACTION = "trimAudit";

/** So many faults of a chain are told; so many doubtful events are kept to find out where they belong. */
export const AUDIT_FAULTS_MAX = 100;

/** An event and its place, before it has a hash. */
export type Unsealed = Omit<SealedEvent, "previousHash" | "hash">;

/** Gives an event its place behind `head`. */
export function seal(head: AuditLink, event: Omit<Unsealed, "sequence">): SealedEvent {
  const placed = { ...event, sequence: head.sequence + 1 };
  return { ...placed, previousHash: head.hash, hash: chainHash(head.hash, placed) };
}

/**
 * Hex SHA-256 over the previous hash, a line break and the event as a JSON array of its fields in this order; times in ISO 8601 with
 * milliseconds. Whoever has the exported lines can compute it.
 */
export function chainHash(previousHash: string, event: Unsealed): string {
  const { actor } = event;
  const canonical = [
    event.sequence,
    event.id,
    event.at.toISOString(),
    actor.kind,
    actor.id,
    actor.name,
    actor.onBehalfOf ?? null,
    event.action,
    event.subject,
    event.result,
    event.reason,
    event.before ?? null,
    event.after ?? null,
    event.operationId,
    actor.request?.id ?? null,
    actor.request?.from ?? null,
  ];
  return createHash("sha256")
    .update(`${previousHash}\n${JSON.stringify(canonical)}`)
    .digest("hex");
}

/** Follows a chain from its start, event by event in the order of their sequences, and names what is not as it was written. */
export class ChainCheck {
  readonly #checkpoint: AuditCheckpoint | null;
  readonly #anchor: AuditLink | null;
  readonly #faults: AuditFault[] = [];
  /** Their hash is not that of their content at their place. */
  readonly #doubtful: SealedEvent[] = [];
  #isConfirmed = false;
  #last: AuditLink;
  #lastIsSound = true;
  #events = 0;

  /** `anchor`: a place and hash that somebody wrote down earlier. */
  constructor(checkpoint: AuditCheckpoint | null, anchor: AuditLink | null = null) {
    this.#checkpoint = checkpoint;
    this.#anchor = anchor;
    this.#last = checkpoint ?? GENESIS;
  }

  add(event: SealedEvent): void {
    this.#events += 1;
    const { sequence, previousHash, hash } = event;
    const isSound = chainHash(previousHash, event) === hash;
    const follows = sequence === this.#last.sequence + 1;
    if (!follows) this.#removed(this.#last.sequence + 1, sequence - 1);
    if (!isSound && this.#doubtful.length < AUDIT_FAULTS_MAX) this.#doubtful.push(event);
    // Next to an unsound event the link is broken anyhow; between two sound ones, the earlier was written anew with a hash to match.
    if (isSound && this.#lastIsSound && follows && previousHash !== this.#last.hash) this.#rewritten(sequence);
    this.#lookAtAnchor(event);
    this.#isConfirmed ||= confirms(event, this.#checkpoint);
    this.#last = { sequence, hash };
    this.#lastIsSound = isSound;
  }

  /** `lastGiven`: the last sequence that was ever given, which tells of events that are missing at the end. */
  end(lastGiven: number): AuditChainReport {
    if (lastGiven > this.#last.sequence) this.#removed(this.#last.sequence + 1, lastGiven);
    if (this.#checkpoint !== null && !this.#isConfirmed)
      this.#fault("CHECKPOINT", this.#checkpoint.sequence, "no audited cut of the trail made this checkpoint");
    if (this.#anchor !== null && this.#anchor.sequence > this.#last.sequence)
      this.#fault("ANCHOR", this.#anchor.sequence, "the event that was written down earlier is not there");
    for (const event of this.#doubtful) this.#judge(event, lastGiven);
    const faults = this.#faults.toSorted((a, b) => a.sequence - b.sequence).slice(0, AUDIT_FAULTS_MAX);
    const head = this.#events === 0 ? null : this.#last;
    return { events: this.#events, checkpoint: this.#checkpoint, head, faults };
  }

  #rewritten(sequence: number): void {
    const earlier = sequence - 1;
    if (earlier === (this.#checkpoint?.sequence ?? 0))
      this.#fault("ALTERED", sequence, `event ${sequence} does not build on where the trail begins`);
    else
      this.#fault("ALTERED", earlier, `event ${earlier} was written anew: event ${sequence} knows it by another hash`);
  }

  #removed(from: number, through: number): void {
    const which = from === through ? `event ${from} was` : `events ${from} to ${through} were`;
    this.#fault("REMOVED", from, `${which} removed`, through);
  }

  #lookAtAnchor({ sequence, hash }: SealedEvent): void {
    if (sequence === this.#anchor?.sequence && hash !== this.#anchor.hash)
      this.#fault("ANCHOR", sequence, `event ${sequence} has another hash than was written down earlier`);
  }

  /** An event that is whole but for its place stands where another one was. */
  #judge(event: SealedEvent, lastGiven: number): void {
    const { sequence, previousHash, hash } = event;
    const places = new Set([...this.#doubtful.map((other) => other.sequence), lastGiven]);
    const home = [...places].find((place) => chainHash(previousHash, { ...event, sequence: place }) === hash);
    if (home === undefined) this.#fault("ALTERED", sequence, `event ${sequence} is not as it was written`);
    else this.#fault("REORDERED", sequence, `event ${sequence} was written as event ${home}`);
  }

  #fault(kind: AuditFaultKind, sequence: number, message: string, through = sequence): void {
    if (this.#faults.length < AUDIT_FAULTS_MAX) this.#faults.push({ kind, sequence, through, message });
  }
}

/** Whether it is the event that tells of this checkpoint. */
function confirms({ action, after }: SealedEvent, checkpoint: AuditCheckpoint | null): boolean {
  if (checkpoint === null || action !== TRIM_ACTION || typeof after !== "object" || after === null) return false;
  const told = { through: checkpoint.sequence, hash: checkpoint.hash, events: checkpoint.events };
  return Object.entries(told).every(([name, value]) => Reflect.get(after, name) === value);
}
