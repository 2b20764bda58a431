import { createHash } from "node:crypto";
import type { Session } from "../model/user.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";

const DAY_MS = 24 * 60 * 60_000;
/** So long a session lasts at most … */
export const SESSION_LASTS_MS = 7 * DAY_MS;
/** … and so long it lasts unused. */
export const SESSION_IDLE_MS = DAY_MS;
/** Of one user. The one that was used longest ago makes room. */
export const SESSIONS_MAX = 20;
/** A use is written down again only after so long: requests must not each wait on, or hold up, the ledger's writer. */
const USE_NOTED_EVERY_MS = 60_000;

export interface SessionPorts {
  readonly ledger: Pick<Ledger, "write">;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
}

/**
 * The sessions that last. All of them are in memory, which is exact since one process writes the ledger: a request is recognised without
 * I/O, and an end is told in the same turn to the open connections that wait for it.
 */
export class Sessions implements Disposable {
  readonly #ports: SessionPorts;
  readonly #byId = new Map<string, Session>();
  readonly #idOfHash = new Map<string, string>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #timers = new Map<string, () => void>();
  readonly #followers = new Set<(userId: string) => void>();

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /** Takes over one that is in the ledger. */
  keep(session: Session): void {
    this.#byId.set(session.id, session);
    this.#idOfHash.set(session.secretHash, session.id);
    this.#awaitEnd(session.id);
  }

  /** Ends those that were removed from the ledger. */
  drop(ids: readonly string[]): void {
    for (const id of ids) this.#drop(id);
  }

  /** Those of a user, the one that was used last at the beginning. */
  of(userId: string): readonly Session[] {
    const own = [...this.#byId.values()].filter((session) => session.userId === userId);
    return own.sort((a, b) => b.lastUsedAt.getTime() - a.lastUsedAt.getTime());
  }

  all(): readonly Session[] {
    return [...this.#byId.values()];
  }

  /** The one with that secret, and notes its use; null: there is none (any more). */
  recognise(secret: string): Session | null {
    const session = this.#byId.get(this.#idOfHash.get(hashOfSecret(secret)) ?? "");
    if (!session || this.#left(session) <= 0) return null;
    this.#noteUse(session);
    return session;
  }

  get(id: string): Session | null {
    return this.#byId.get(id) ?? null;
  }

  /** Calls back once when the session ends, or when what its user may do was changed. The returned function stops the waiting. */
  whenOver(id: string, listener: () => void): () => void {
    const listeners = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, listeners);
    // A function of its own each time, so that the same listener may wait twice.
    const entry = (): void => listener();
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  /** Ends the open connections of that user's sessions; the sessions go on, and their next request is judged anew. */
  reconnect(userId: string): void {
    for (const follower of this.#followers) follower(userId);
    for (const { id } of this.of(userId)) this.#tell(id);
  }

  /** Told of each user whose open connections are ended so. */
  onReconnect(follower: (userId: string) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  [Symbol.dispose](): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Day by day: timers cannot be set further ahead than 24 days, and a use moves the end. */
  #awaitEnd(id: string): void {
    const session = this.#byId.get(id);
    if (!session) return;
    const left = this.#left(session);
    if (left <= 0) {
      this.#drop(id);
      this.#ports.ledger.write((tx) => tx.removeSessions([id])).catch(this.#ports.onFault);
      return;
    }
    this.#timers.set(
      id,
      this.#ports.clock.schedule(Math.min(left, DAY_MS), () => this.#awaitEnd(id)),
    );
  }

  #left(session: Session): number {
    return endOf(session).getTime() - this.#ports.clock.now().getTime();
  }

  #drop(id: string): void {
    const session = this.#byId.get(id);
    if (!session) return;
    this.#byId.delete(id);
    this.#idOfHash.delete(session.secretHash);
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    this.#tell(id);
  }

  #tell(id: string): void {
    const listeners = this.#waiting.get(id) ?? new Set();
    this.#waiting.delete(id);
    for (const listener of listeners) listener();
  }

  #noteUse(session: Session): void {
    const { ledger, clock, onFault } = this.#ports;
    const at = clock.now();
    if (at.getTime() - session.lastUsedAt.getTime() < USE_NOTED_EVERY_MS) return;
    this.#byId.set(session.id, { ...session, lastUsedAt: at });
    ledger.write((tx) => tx.touchSession(session.id, at)).catch(onFault);
  }
}

/** When it ends if it is not used any more. */
export function endOf({ lastUsedAt, expiresAt }: Session): Date {
  return new Date(Math.min(expiresAt.getTime(), lastUsedAt.getTime() + SESSION_IDLE_MS));
}

/** A slow hash would win nothing: the secrets have 256 random bits. */
export function hashOfSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
