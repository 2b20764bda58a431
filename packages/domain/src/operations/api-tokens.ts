import { createHash } from "node:crypto";
import { type Actor, NO_TEAMS, type Viewer } from "../model/actor.ts";
import type { ApiToken, TokenScope } from "../model/api-token.ts";
import type { FieldProblem, Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";

export const TOKEN_DAYS_MAX = 365;
export const TOKEN_NAME_LENGTH_MAX = 64;
/** That are neither revoked nor expired. */
export const LIVE_TOKENS_MAX = 200;

const DAY_MS = 24 * 60 * 60_000;
/** A use is written down again only after so long: requests must not each wait on, or hold up, the ledger's writer. */
const USE_NOTED_EVERY_MS = 60_000;

export interface ApiTokenPorts {
  readonly ledger: Pick<Ledger, "write" | "apiTokens">;
  readonly clock: Clock;
  readonly ids: Ids;
  /** 256 random bits, as text of letters, digits, `-` and `_`. */
  readonly newSecret: () => string;
  readonly onFault: (fault: unknown) => void;
}

export interface TokenWish {
  readonly name: string;
  readonly scope: TokenScope;
  readonly expiresInDays: number;
}

export interface NewToken {
  readonly token: ApiToken;
  /** Told this once. */
  readonly secret: string;
}

/**
 * The API tokens: made, recognised, revoked. All of them are in memory, which is exact since one process writes the ledger: a request
 * is recognised without I/O, and an end is told at once to those who wait for it.
 */
export class ApiTokens implements Disposable {
  readonly #ports: ApiTokenPorts;
  readonly #byId = new Map<string, ApiToken>();
  readonly #idOfHash = new Map<string, string>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #timers = new Map<string, () => void>();

  private constructor(ports: ApiTokenPorts) {
    this.#ports = ports;
  }

  static async load(ports: ApiTokenPorts): Promise<ApiTokens> {
    const tokens = new ApiTokens(ports);
    for (const token of (await ports.ledger.apiTokens()).toReversed()) tokens.#keep(token);
    return tokens;
  }

  /** Newest first; those that are over too. */
  list(): readonly ApiToken[] {
    return [...this.#byId.values()].reverse();
  }

  async create(actor: Actor, wish: TokenWish): Promise<Result<NewToken, Refusal>> {
    const { ledger, clock, ids, newSecret } = this.#ports;
    const name = wish.name.trim();
    const problems = this.#problemsOf({ ...wish, name });
    const entry = { actor, action: "createApiToken", before: null, operationId: null } as const;
    if (problems.length > 0) {
      const message = problems.map((problem) => `${problem.path}: ${problem.message}`).join("; ");
      const subject = `token:${name.slice(0, TOKEN_NAME_LENGTH_MAX)}`;
      await ledger.write((tx) => tx.audit({ ...entry, subject, result: "REFUSED", reason: message, after: null }));
      return refuse({ kind: "InvalidInput", message, problems });
    }
    const secret = `rm_${newSecret()}`;
    const token: ApiToken = {
      id: ids.uuid(),
      name,
      scope: wish.scope,
      secretHash: hashOf(secret),
      teams: null,
      serviceAccountId: null,
      createdBy: { kind: actor.kind, id: actor.id, name: actor.name },
      createdAt: clock.now(),
      expiresAt: new Date(clock.now().getTime() + wish.expiresInDays * DAY_MS),
      lastUsedAt: null,
      revokedAt: null,
    };
    const after = { name, scope: token.scope, expiresAt: token.expiresAt };
    await ledger.write(async (tx) => {
      await tx.insertApiToken(token);
      await tx.audit({ ...entry, subject: `token:${token.id}`, result: "DONE", reason: null, after });
    });
    this.#keep(token);
    return ok({ token, secret });
  }

  /** Takes effect before this resolves, on open connections too. Revoking again changes nothing. */
  async revoke(actor: Actor, id: string): Promise<Result<ApiToken, Refusal>> {
    const { ledger, clock } = this.#ports;
    const known = this.#byId.get(id);
    if (!known) return refuse({ kind: "NotFound", what: "API_TOKEN", message: "there is no such API token" });
    if (known.revokedAt !== null) return ok(known);
    const at = clock.now();
    const { name, scope } = known;
    await ledger.write(async (tx) => {
      await tx.revokeApiToken(id, at);
      const change = { before: { name, scope }, after: null };
      const entry = { actor, action: "revokeApiToken", subject: `token:${id}`, ...change };
      await tx.audit({ ...entry, result: "DONE", reason: null, operationId: null });
    });
    const revoked = { ...(this.#byId.get(id) ?? known), revokedAt: at };
    this.#byId.set(id, revoked);
    this.#end(id);
    return ok(revoked);
  }

  /** Who asks with that secret; null: no token that is good now. */
  viewerOf(secret: string): Viewer | null {
    const token = this.#byId.get(this.#idOfHash.get(hashOf(secret)) ?? "");
    if (!token || !this.#isGood(token)) return null;
    this.#noteUse(token);
    const { id, name, scope, createdBy } = token;
    return {
      actor: { kind: "TOKEN", id, name, onBehalfOf: createdBy.name, onBehalfOfId: createdBy.id },
      role: "ADMIN",
      teams: NO_TEAMS,
      scope,
    };
  }

  /** Calls back once when the token is revoked or expires. The returned function stops the waiting. */
  whenOver(id: string, listener: () => void): () => void {
    const listeners = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, listeners);
    // A function of its own each time, so that the same listener may wait twice.
    const entry = (): void => listener();
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  [Symbol.dispose](): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #problemsOf({ name, expiresInDays }: TokenWish): readonly FieldProblem[] {
    const problems: FieldProblem[] = [];
    if (name === "" || name.length > TOKEN_NAME_LENGTH_MAX)
      problems.push({ path: "name", message: `is to have 1 to ${TOKEN_NAME_LENGTH_MAX} characters` });
    if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > TOKEN_DAYS_MAX)
      problems.push({ path: "expiresInDays", message: `is to be from 1 to ${TOKEN_DAYS_MAX}` });
    if ([...this.#byId.values()].filter((token) => this.#isGood(token)).length >= LIVE_TOKENS_MAX)
      problems.push({ path: "name", message: `there are ${LIVE_TOKENS_MAX} tokens already; revoke one first` });
    return problems;
  }

  #keep(token: ApiToken): void {
    this.#byId.set(token.id, token);
    this.#idOfHash.set(token.secretHash, token.id);
    if (this.#isGood(token)) this.#awaitExpiry(token);
  }

  #isGood({ revokedAt, expiresAt }: ApiToken): boolean {
    return revokedAt === null && expiresAt > this.#ports.clock.now();
  }

  /** Day by day: timers cannot be set further ahead than 24 days. */
  #awaitExpiry(token: ApiToken): void {
    const { clock } = this.#ports;
    const left = token.expiresAt.getTime() - clock.now().getTime();
    if (left <= 0) {
      this.#end(token.id);
      return;
    }
    this.#timers.set(
      token.id,
      clock.schedule(Math.min(left, DAY_MS), () => this.#awaitExpiry(token)),
    );
  }

  #end(id: string): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    const listeners = this.#waiting.get(id) ?? new Set();
    this.#waiting.delete(id);
    for (const listener of listeners) listener();
  }

  #noteUse(token: ApiToken): void {
    const { ledger, clock, onFault } = this.#ports;
    const at = clock.now();
    if (token.lastUsedAt !== null && at.getTime() - token.lastUsedAt.getTime() < USE_NOTED_EVERY_MS) return;
    this.#byId.set(token.id, { ...token, lastUsedAt: at });
    ledger.write((tx) => tx.touchApiToken(token.id, at)).catch(onFault);
  }
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
