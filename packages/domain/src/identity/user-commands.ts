import type { Actor, PlatformRole } from "../model/actor.ts";
import type { Refusal, RefusalOf } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { Session, User } from "../model/user.ts";
import { asKept, passwordProblems, type UserInput, userProblems } from "../rules/user-input.ts";
import { done, type IdentityCore, type NewLink, type SignInOrigin } from "./identity-core.ts";
import { emailTaken, invalid, isAble, nameTaken } from "./sign-in.ts";

export const PASSWORD_LINK_HOURS = 72;
export const SET_UP_LINK_HOURS = 24;
export const USERS_MAX = 5_000;

export interface UserWish extends UserInput {
  readonly role: PlatformRole | null;
}

/** A user, and the link by which they choose a password. */
export interface UserWithLink extends NewLink {
  readonly user: User;
}

/** What admins do to users, and users to their own account. Each takes effect before it resolves, on open connections too. */
export class UserCommands {
  readonly #core: IdentityCore;

  constructor(core: IdentityCore) {
    this.#core = core;
  }

  async create(actor: Actor, given: UserWish): Promise<Result<UserWithLink, Refusal>> {
    const { roster, ports, turns } = this.#core;
    const wish = { ...asKept(given), role: given.role };
    const problems = userProblems(wish);
    if (problems.length > 0) return this.#refuse(actor, "createUser", wish.name, invalid(problems));
    return turns.take(async () => {
      if (roster.named(wish.name)) return this.#refuse(actor, "createUser", wish.name, nameTaken(wish.name));
      if (wish.email !== null && roster.withEmail(wish.email))
        return this.#refuse(actor, "createUser", wish.name, emailTaken(wish.email));
      if (roster.users().length >= USERS_MAX) {
        const problem = {
          path: "name",
          message: `there are ${USERS_MAX} users already, which is all that there may be`,
        };
        return this.#refuse(actor, "createUser", wish.name, invalid([problem]));
      }
      const standing = { kind: "PERSON", passwordHash: null, disabledAt: null, lastSignInAt: null } as const;
      const user: User = { id: ports.ids.uuid(), ...wish, ...standing, createdAt: ports.clock.now() };
      const made = this.#core.newLink(user.id, PASSWORD_LINK_HOURS);
      await ports.ledger.write(async (tx) => {
        await tx.saveUser(user);
        await tx.insertOneTimeLink(made.link);
        await tx.audit({ ...done(actor, "createUser", user), before: null, after: wish });
      });
      roster.keep(user);
      roster.keepLink(made.link);
      return ok({ user, ...made });
    });
  }

  /** From then on nobody signs in as that user, and what they have open ends. */
  async disable(actor: Actor, id: string): Promise<Result<User, Refusal>> {
    return this.#change(actor, id, "disableUser", (user) =>
      user.disabledAt === null ? { ...user, disabledAt: this.#core.ports.clock.now() } : user,
    );
  }

  async enable(actor: Actor, id: string): Promise<Result<User, Refusal>> {
    return this.#change(actor, id, "enableUser", (user) => ({ ...user, disabledAt: null }));
  }

  async setRole(actor: Actor, id: string, role: PlatformRole | null): Promise<Result<User, Refusal>> {
    return this.#change(actor, id, "setUserRole", (user) => ({ ...user, role }));
  }

  /** A link by which that user chooses a (new) password; one that was made before is over. */
  async makePasswordLink(actor: Actor, id: string): Promise<Result<UserWithLink, Refusal>> {
    const { roster, ports, turns } = this.#core;
    return turns.take(async () => {
      const user = roster.user(id);
      if (user === null) return refuse(NO_USER);
      if (!isAble(user))
        return this.#refuse(actor, "makePasswordLink", user.name, { kind: "NotPermitted", message: UNABLE });
      const made = this.#core.newLink(user.id, PASSWORD_LINK_HOURS);
      const before = this.#core.linksOf(user.id);
      await ports.ledger.write(async (tx) => {
        await tx.removeOneTimeLinks(before);
        await tx.insertOneTimeLink(made.link);
        const after = { expiresAt: made.link.expiresAt };
        await tx.audit({ ...done(actor, "makePasswordLink", user), before: null, after });
      });
      roster.dropLinks(before);
      roster.keepLink(made.link);
      return ok({ user, ...made });
    });
  }

  /** A link that makes the first admin; one that was made before is over. Refused where there is an admin. */
  async makeSetUpLink(actor: Actor): Promise<Result<NewLink, RefusalOf<"Conflict">>> {
    const { roster, ports, turns } = this.#core;
    return turns.take(async () => {
      const message = "there is an admin already; make a password link for them instead";
      if (this.#core.hasAdmin) return refuse({ kind: "Conflict", message, currentVersion: null });
      const made = this.#core.newLink(null, SET_UP_LINK_HOURS);
      const before = this.#core.linksOf(null);
      await ports.ledger.write(async (tx) => {
        await tx.removeOneTimeLinks(before);
        await tx.insertOneTimeLink(made.link);
        const after = { expiresAt: made.link.expiresAt };
        await tx.audit({ ...done(actor, "makeSetUpLink", { name: "first-admin" }), before: null, after });
      });
      roster.dropLinks(before);
      roster.keepLink(made.link);
      return ok(made);
    });
  }

  /** Their other sessions end: whoever knew the old password is out. */
  async changePassword(
    session: Session,
    given: { readonly current: string; readonly next: string },
    actor: Actor,
    origin: SignInOrigin,
  ): Promise<Result<User, RefusalOf<"InvalidInput" | "NotFound" | "NotPermitted" | "TooManyAttempts">>> {
    const { roster, ports, sessions, turns } = this.#core;
    const known = roster.user(session.userId);
    if (known === null) return refuse(NO_USER);
    const { passwordHash: before } = known;
    if (before === null)
      return refuse({ kind: "NotPermitted", message: "this user has no password: they sign in otherwise" });
    const tooMany = this.#core.tooMany(origin, known.id);
    if (tooMany !== null) return refuse(tooMany);
    const isRight = await ports.hashes.isOf(given.current, before);
    const problems = isRight
      ? passwordProblems(given.next, known, "newPassword")
      : [{ path: "currentPassword", message: "is wrong" }];
    if (problems.length > 0) {
      await this.#core.refused(actor, "changePassword", `user:${known.name}`, invalid(problems).message);
      return refuse(invalid(problems));
    }
    this.#core.wentWell(origin, known.id);
    const passwordHash = await ports.hashes.hash(given.next);
    return turns.take(async () => {
      const user = roster.user(known.id);
      if (user?.passwordHash !== before || sessions.get(session.id) === null) return refuse(NO_USER);
      const changed: User = { ...user, passwordHash };
      const others = this.#others(session);
      await ports.ledger.write(async (tx) => {
        await tx.saveUser(changed);
        await tx.removeSessions(others);
        await tx.audit({
          ...done(actor, "changePassword", user),
          before: null,
          after: { endedSessions: others.length },
        });
      });
      roster.keep(changed);
      sessions.drop(others);
      return ok(changed);
    });
  }

  /** Ends one of the user's own sessions. */
  async endSession(userId: string, id: string, actor: Actor): Promise<Result<Session, RefusalOf<"NotFound">>> {
    const { sessions, turns } = this.#core;
    return turns.take(async () => {
      const session = sessions.get(id);
      if (session?.userId !== userId)
        return refuse({ kind: "NotFound", what: "SESSION", message: "there is no such session" });
      await this.#end(actor, userId, [id]);
      return ok(session);
    });
  }

  /** Ends all of the user's sessions but that one; answers how many. */
  async endOtherSessions(session: Session, actor: Actor): Promise<number> {
    return this.#core.turns.take(async () => {
      const others = this.#others(session);
      if (others.length > 0) await this.#end(actor, session.userId, others);
      return others.length;
    });
  }

  #others({ id, userId }: Session): readonly string[] {
    return this.#core.sessions
      .of(userId)
      .map((session) => session.id)
      .filter((other) => other !== id);
  }

  async #end(actor: Actor, userId: string, ids: readonly string[]): Promise<void> {
    const { roster, sessions, ports } = this.#core;
    const name = roster.user(userId)?.name ?? "unknown";
    await ports.ledger.write(async (tx) => {
      await tx.removeSessions(ids);
      await tx.audit({ ...done(actor, "endSessions", { name }), before: null, after: { sessions: ids.length } });
    });
    sessions.drop(ids);
  }

  /** A change of nothing is answered, and not written down. */
  async #change(actor: Actor, id: string, action: string, to: (user: User) => User): Promise<Result<User, Refusal>> {
    const { roster, sessions, ports, turns } = this.#core;
    return turns.take(async () => {
      const user = roster.user(id);
      if (user === null) return refuse(NO_USER);
      if (user.kind === "DEMO")
        return this.#refuse(actor, action, user.name, {
          kind: "NotPermitted",
          message: "the demo's identities stay as they are",
        });
      const changed = to(user);
      if (changed.role === user.role && (changed.disabledAt === null) === (user.disabledAt === null)) return ok(user);
      if (this.#wouldBeWithoutAdmin(changed)) {
        const message = `${user.name} is the only admin who can sign in; make another one first`;
        return this.#refuse(actor, action, user.name, { kind: "LastAdmin", message, user: user.name });
      }
      const isOut = changed.disabledAt !== null;
      const open = isOut ? sessions.of(id).map((session) => session.id) : [];
      const links = isOut ? this.#core.linksOf(id) : [];
      await ports.ledger.write(async (tx) => {
        await tx.saveUser(changed);
        await tx.removeSessions(open);
        await tx.removeOneTimeLinks(links);
        await tx.audit({ ...done(actor, action, user), before: standingOf(user), after: standingOf(changed) });
      });
      roster.keep(changed);
      roster.dropLinks(links);
      sessions.drop(open);
      sessions.reconnect(id);
      await this.#core.admit();
      return ok(changed);
    });
  }

  #wouldBeWithoutAdmin(changed: User): boolean {
    const admins = this.#core.roster.ableAdmins();
    if (!admins.some(({ id }) => id === changed.id)) return false;
    const staysAdmin = changed.role === "ADMIN" && changed.disabledAt === null;
    return !staysAdmin && admins.length === 1;
  }

  async #refuse<R extends Refusal>(actor: Actor, action: string, name: string, refusal: R) {
    await this.#core.refused(actor, action, `user:${name.slice(0, 100)}`, refusal.message);
    return refuse(refusal);
  }
}

const NO_USER = { kind: "NotFound", what: "USER", message: "there is no such user" } as const;
const UNABLE = "this user may not sign in, so there is no password to choose";

function standingOf({ role, disabledAt }: User) {
  return { role, disabled: disabledAt !== null };
}
