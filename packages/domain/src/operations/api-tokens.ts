import { createHash } from "node:crypto";
import { mayNotManage, NO_SERVICE_ACCOUNT } from "../identity/service-accounts.ts";
import { type PlatformRole, principalOf, type TeamRoles, type Viewer } from "../model/actor.ts";
import type { ApiToken, TokenScope } from "../model/api-token.ts";
import type { FieldProblem, Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import { fullNameOf, type ServiceAccount } from "../model/service-account.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";
import { notPermittedBecause, seesTeam } from "../rules/permissions.ts";
import { rightsOf } from "../rules/rights.ts";
import { refusedEvent } from "./idempotency.ts";

export const TOKEN_DAYS_MAX = 365;
export const TOKEN_NAME_LENGTH_MAX = 64;
export const TOKEN_TEAMS_MAX = 20;
/** That are neither revoked nor expired. */
export const LIVE_TOKENS_MAX = 200;

const DAY_MS = 24 * 60 * 60_000;
/** A use is written down again only after so long: requests must not each wait on, or hold up, the ledger's writer. */
const USE_NOTED_EVERY_MS = 60_000;

export interface ApiTokenPorts {
  readonly ledger: Pick<Ledger, "write" | "apiTokens">;
  readonly clock: Clock;
  readonly ids: Ids;
  /** What somebody may now, a user or a service account; null: they are nobody who may ask for anything. */
  readonly standingOf: (principalId: string) => Standing | null;
  readonly serviceAccount: (id: string) => ServiceAccount | null;
  /** 256 random bits, as text of letters, digits, `-` and `_`. */
  readonly newSecret: () => string;
  readonly onFault: (fault: unknown) => void;
}

/** What somebody may, by their roles. */
export interface Standing {
  readonly role: PlatformRole | null;
  readonly teams: TeamRoles;
}

export interface TokenWish {
  readonly name: string;
  readonly scope: TokenScope;
  /** The only teams that it is to be for; null: no limit. */
  readonly teams: readonly string[] | null;
  readonly expiresInDays: number;
  /** As which it is to act; null: as the one who makes it. */
  readonly serviceAccountId: string | null;
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

  /** Those that the viewer may manage, newest first; those that are over too. */
  list(viewer: Viewer): readonly ApiToken[] {
    return [...this.#byId.values()].filter((token) => this.#isManagedBy(viewer, token)).reverse();
  }

  /** Those of a service account, newest first; null: the viewer may not manage it. */
  ofServiceAccount(viewer: Viewer, account: ServiceAccount): readonly ApiToken[] | null {
    if (mayNotManage(account, rightsOf(viewer))) return null;
    return [...this.#byId.values()].filter((token) => token.serviceAccountId === account.id).reverse();
  }

  /** It never may more at the time of each request than the one who makes it, or than the service account as which it is to act. */
  async create(viewer: Viewer, wish: TokenWish): Promise<Result<NewToken, Refusal>> {
    const { ledger, clock, ids, newSecret } = this.#ports;
    const name = wish.name.trim();
    const { actor } = viewer;
    const account = wish.serviceAccountId === null ? null : this.#ports.serviceAccount(wish.serviceAccountId);
    const entry = { actor, action: "createApiToken", before: null, operationId: null } as const;
    if (wish.serviceAccountId !== null) {
      const refusal = account === null ? NO_SERVICE_ACCOUNT : mayNotManage(account, rightsOf(viewer));
      if (refusal) {
        const subject = account === null ? "service-account:unknown" : `team:${account.team}`;
        await ledger.write((tx) => tx.audit(refusedEvent({ ...entry, subject }, refusal)));
        return refuse(refusal);
      }
    }
    const problems = [...this.#problemsOf({ ...wish, name }), ...unseenTeams(viewer, wish), ...unfitTeams(wish)];
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
      teams: wish.teams,
      serviceAccountId: wish.serviceAccountId,
      createdBy: { kind: actor.kind, id: actor.id, name: actor.name },
      createdAt: clock.now(),
      expiresAt: new Date(clock.now().getTime() + wish.expiresInDays * DAY_MS),
      lastUsedAt: null,
      revokedAt: null,
    };
    const after = { ...told(token, account), teams: token.teams, expiresAt: token.expiresAt };
    await ledger.write(async (tx) => {
      await tx.insertApiToken(token);
      await tx.audit({ ...entry, subject: subjectOf(token, account), result: "DONE", reason: null, after });
    });
    this.#keep(token);
    return ok({ token, secret });
  }

  /** Takes effect before this resolves, on open connections too. Revoking again changes nothing. */
  async revoke(viewer: Viewer, id: string): Promise<Result<ApiToken, Refusal>> {
    const { ledger, clock } = this.#ports;
    const { actor } = viewer;
    const known = this.#byId.get(id);
    if (!known || !this.#isManagedBy(viewer, known))
      return refuse({ kind: "NotFound", what: "API_TOKEN", message: "there is no such API token" });
    if (known.revokedAt !== null) return ok(known);
    const at = clock.now();
    const account = this.#serviceAccountOf(known);
    await ledger.write(async (tx) => {
      await tx.revokeApiToken(id, at);
      const change = { before: told(known, account), after: null };
      const entry = { actor, action: "revokeApiToken", subject: subjectOf(known, account), ...change };
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
    const { id, name, scope, createdBy } = token;
    const account = this.#serviceAccountOf(token);
    const principal = account === null ? createdBy : { id: account.id, name: fullNameOf(account) };
    const standing = this.#ports.standingOf(principal.id);
    if (standing === null) return null;
    this.#noteUse(token);
    return {
      actor: { kind: "TOKEN", id, name, onBehalfOf: principal.name, onBehalfOfId: principal.id },
      ...limitedTo(token.teams, standing),
      scope,
      ...(account === null ? {} : { isServiceAccount: true }),
    };
  }

  /** What somebody may has changed: open connections of their tokens are told, and judged anew when they come back. */
  standingChanged(principalId: string): void {
    for (const { id, createdBy, serviceAccountId } of this.#byId.values())
      if ((serviceAccountId ?? createdBy.id) === principalId) this.#tell(id);
  }

  /** Calls back once when the token is revoked or expires, or may do something else than before. The returned function stops the waiting. */
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

  /** Their own; admins manage all, and leads those of their team's service accounts. */
  #isManagedBy(viewer: Viewer, token: ApiToken): boolean {
    const account = this.#serviceAccountOf(token);
    if (account !== null) return mayNotManage(account, rightsOf(viewer)) === null;
    const own = token.createdBy.id === principalOf(viewer.actor).id;
    return notPermittedBecause(viewer, "manageTokens", { team: null, own }) === null;
  }

  /** Null: it acts for the one who made it. */
  #serviceAccountOf({ serviceAccountId }: ApiToken): ServiceAccount | null {
    if (serviceAccountId === null) return null;
    const account = this.#ports.serviceAccount(serviceAccountId);
    if (account === null) throw new Error(`there is no service account ${serviceAccountId}, but a token of it`);
    return account;
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
    this.#tell(id);
  }

  #tell(id: string): void {
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

/** In the audit trail a service account's token belongs to its team. */
function subjectOf({ id }: ApiToken, account: ServiceAccount | null): string {
  return account === null ? `token:${id}` : `team:${account.team}`;
}

/** What the audit has of a token. */
function told({ name, scope }: ApiToken, account: ServiceAccount | null) {
  return { ...(account === null ? {} : { serviceAccount: account.name }), name, scope };
}

function unfitTeams({ teams, serviceAccountId }: TokenWish): readonly FieldProblem[] {
  if (serviceAccountId === null || teams === null) return [];
  return [{ path: "teams", message: "is to be left out: a service account is of one team" }];
}

function unseenTeams(viewer: Viewer, { teams }: TokenWish): readonly FieldProblem[] {
  if (teams !== null && (teams.length === 0 || teams.length > TOKEN_TEAMS_MAX))
    return [{ path: "teams", message: `is to name 1 to ${TOKEN_TEAMS_MAX} teams, or to be left out` }];
  return (teams ?? []).flatMap((team, index) =>
    seesTeam(viewer, team) ? [] : [{ path: `teams.${index}`, message: `there is no team "${team.slice(0, 63)}"` }],
  );
}

/** In the only teams of a token: their role in each, and of those who have one in the whole installation, what it comes to in a team. */
function limitedTo(only: readonly string[] | null, { role, teams }: Standing): Standing {
  if (only === null) return { role, teams };
  const whole = role === "ADMIN" ? "LEAD" : role === "AUDITOR" ? "VIEWER" : undefined;
  const roles = only.map((team) => [team, whole ?? teams.get(team)] as const);
  return { role: null, teams: new Map(roles.flatMap(([team, ofTeam]) => (ofTeam ? [[team, ofTeam]] : []))) };
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
