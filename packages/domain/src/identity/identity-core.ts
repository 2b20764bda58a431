import type { Actor, RequestOrigin } from "../model/actor.ts";
import type { AuditEntry } from "../model/audit.ts";
import type { RefusalOf } from "../model/refusal.ts";
import type { OneTimeLink, Session, SignInMethod, User } from "../model/user.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import { Attempts } from "./attempts.ts";
import type { PasswordHashes } from "./password-hashes.ts";
import { Roster } from "./roster.ts";
import { hashOfSecret, SESSION_LASTS_MS, SESSIONS_MAX, Sessions } from "./sessions.ts";
import { Turns } from "./turns.ts";

export interface IdentityPorts {
  readonly ledger: Pick<Ledger, "write" | "accounts">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hashes: PasswordHashes;
  /** 256 random bits, as text of letters, digits, `-` and `_`. */
  readonly newSecret: () => string;
  readonly onFault: (fault: unknown) => void;
}

export interface IdentityOptions {
  /** Sign-in is required also before there is an admin. */
  readonly required: boolean;
  /** The identities of a demo may be taken on, as long as there is no admin. */
  readonly demo: boolean;
  /** What happens to somebody whom the OpenID provider knows and nobody here does. */
  readonly unknownUsers: "REFUSE" | "CREATE";
}

/** The browser's request by which somebody signs in, or tries to. */
export interface SignInOrigin extends RequestOrigin {
  readonly userAgent: string | null;
}

export interface NewSession {
  readonly user: User;
  readonly session: Session;
  /** For the cookie; told this once. */
  readonly secret: string;
}

export interface NewLink {
  readonly link: OneTimeLink;
  /** Told this once. */
  readonly secret: string;
}

const HOUR_MS = 60 * 60_000;
/** Counted for each address and each user by itself: so many tries, right or wrong, until one is right. */
const TRIES_OF_ADDRESS = { max: 30, withinMs: 15 * 60_000 } as const;
const TRIES_OF_USER = { max: 10, withinMs: 15 * 60_000 } as const;
const USER_AGENT_LENGTH_MAX = 200;

/** Who speaks for those that nobody is yet. */
export const SIGN_IN: Actor = { kind: "SYSTEM", id: "sign-in", name: "sign-in" };

/** What sign-in and the changes of users share: the accounts in memory, and the ways to change them together with the ledger. */
export class IdentityCore {
  readonly ports: IdentityPorts;
  readonly options: IdentityOptions;
  readonly roster: Roster;
  readonly sessions: Sessions;
  /** In here memory and ledger are the same. */
  readonly turns = new Turns();
  readonly #triesOfAddress: Attempts;
  readonly #triesOfUser: Attempts;
  readonly #whenRequired = new Set<() => void>();
  #hasAdmin: boolean;

  private constructor(ports: IdentityPorts, options: IdentityOptions, roster: Roster) {
    this.ports = ports;
    this.options = options;
    this.roster = roster;
    this.sessions = new Sessions(ports);
    this.#triesOfAddress = new Attempts(ports.clock, TRIES_OF_ADDRESS);
    this.#triesOfUser = new Attempts(ports.clock, TRIES_OF_USER);
    this.#hasAdmin = roster.ableAdmins().length > 0;
  }

  static async load(ports: IdentityPorts, options: IdentityOptions): Promise<IdentityCore> {
    const { sessions, ...accounts } = await ports.ledger.accounts();
    const core = new IdentityCore(ports, options, new Roster(accounts));
    for (const session of sessions) core.sessions.keep(session);
    await core.#endDemo();
    return core;
  }

  /** Somebody is there who can sign in and make others. */
  get hasAdmin(): boolean {
    return this.#hasAdmin;
  }

  get isRequired(): boolean {
    return this.options.required || this.#hasAdmin;
  }

  /** Calls back once when sign-in becomes required. The returned function stops the waiting. */
  whenRequired(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#whenRequired.add(entry);
    return () => this.#whenRequired.delete(entry);
  }

  /** Null: it may be tried. To be asked before anything is looked up: so many at once do not slip through, and nothing is told by the time it takes. */
  tooMany(origin: RequestOrigin, userKey: string | null): RefusalOf<"TooManyAttempts"> | null {
    const ofUser = userKey === null ? null : this.#triesOfUser.take(userKey);
    const ofAddress = this.#triesOfAddress.take(origin.from);
    const times = [ofUser, ofAddress].flatMap((time) => time?.getTime() ?? []);
    if (times.length === 0) return null;
    const retryAt = new Date(Math.max(...times));
    const seconds = Math.ceil((retryAt.getTime() - this.ports.clock.now().getTime()) / 1_000);
    const message = `there were too many attempts; try again in ${seconds} seconds`;
    return { kind: "TooManyAttempts", message, retryAt };
  }

  wentWell(origin: RequestOrigin, userKey: string | null): void {
    if (userKey !== null) this.#triesOfUser.forget(userKey);
    this.#triesOfAddress.giveBack(origin.from);
  }

  /** Writes one thing down that was refused. */
  async refused(actor: Actor, action: string, subject: string, reason: string): Promise<void> {
    await this.ports.ledger.write((tx) =>
      tx.audit({ ...entryOf(actor, action, subject), result: "REFUSED", reason, before: null, after: null }),
    );
  }

  /** Only within a turn: begins a session, after `more` of the same transaction. */
  async begin(
    user: User,
    method: SignInMethod,
    origin: SignInOrigin,
    action: string,
    more: (tx: LedgerTransaction) => Promise<void> = async () => undefined,
  ): Promise<NewSession> {
    const { ledger, clock, ids, newSecret } = this.ports;
    const [secret, now] = [newSecret(), clock.now()];
    const session: Session = {
      id: ids.uuid(),
      userId: user.id,
      secretHash: hashOfSecret(secret),
      method,
      address: origin.from,
      userAgent: origin.userAgent?.slice(0, USER_AGENT_LENGTH_MAX) ?? null,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + SESSION_LASTS_MS),
    };
    const signedIn: User = { ...user, lastSignInAt: now };
    const making = this.sessions.of(user.id).slice(SESSIONS_MAX - 1);
    const room = making.map(({ id }) => id);
    await ledger.write(async (tx) => {
      await tx.saveUser(signedIn);
      await more(tx);
      await tx.removeSessions(room);
      await tx.insertSession(session);
      const after = { method, role: user.role };
      await tx.audit({ ...done(asActor(user, origin), action, user), before: null, after });
    });
    this.roster.keep(signedIn);
    this.sessions.drop(room);
    this.sessions.keep(session);
    return { user: signedIn, session, secret };
  }

  /** A link that ends by itself. Written down within the caller's transaction, and kept after it. */
  newLink(userId: string | null, hours: number): NewLink {
    const { clock, ids, newSecret } = this.ports;
    const [secret, now] = [newSecret(), clock.now()];
    const expiresAt = new Date(now.getTime() + hours * HOUR_MS);
    return { secret, link: { id: ids.uuid(), userId, secretHash: hashOfSecret(secret), createdAt: now, expiresAt } };
  }

  /** The links of that user (null: for the first admin), those that are over too. */
  linksOf(userId: string | null): readonly string[] {
    return this.roster
      .links()
      .filter((link) => link.userId === userId)
      .map(({ id }) => id);
  }

  /** To be called after each change that may have made the first admin. */
  async admit(): Promise<void> {
    const before = this.isRequired;
    this.#hasAdmin = this.roster.ableAdmins().length > 0;
    await this.#endDemo();
    if (before || !this.isRequired) return;
    for (const listener of [...this.#whenRequired]) listener();
    this.#whenRequired.clear();
  }

  /** The demo's identities are anybody's, so they end where somebody is in charge. */
  async #endDemo(): Promise<void> {
    if (this.options.demo && !this.#hasAdmin) return;
    const isDemo = ({ userId }: Session): boolean => this.roster.user(userId)?.kind === "DEMO";
    const ids = this.sessions
      .all()
      .filter(isDemo)
      .map(({ id }) => id);
    if (ids.length === 0) return;
    await this.ports.ledger.write((tx) => tx.removeSessions(ids));
    this.sessions.drop(ids);
  }
}

export function asActor({ id, name }: Pick<User, "id" | "name">, request?: RequestOrigin): Actor {
  const origin = request && { request: { id: request.id, from: request.from } };
  return { kind: "USER", id, name, ...origin };
}

/** An audit entry of something that was done to a user. */
export function done(actor: Actor, action: string, { name }: Pick<User, "name">) {
  return { ...entryOf(actor, action, `user:${name}`), result: "DONE", reason: null } as const;
}

function entryOf(
  actor: Actor,
  action: string,
  subject: string,
): Pick<AuditEntry, "actor" | "action" | "subject" | "operationId"> {
  return { actor, action, subject, operationId: null };
}
