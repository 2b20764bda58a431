import type { RefusalOf } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { OneTimeLink, Session, User } from "../model/user.ts";
import {
  asKept,
  PASSWORD_LENGTH_MAX,
  passwordProblems,
  USER_NAME_LENGTH_MAX,
  type UserInput,
  userProblems,
} from "../rules/user-input.ts";
import { asActor, done, type IdentityCore, type NewSession, SIGN_IN, type SignInOrigin } from "./identity-core.ts";
import { hashOfSecret } from "./sessions.ts";

/** Why somebody is not signed in. Nothing in it tells whether there is such a user. */
export type SignInRefusal =
  | { readonly kind: "WrongCredentials"; readonly message: string }
  /** The link was used, is too old, or never was. */
  | { readonly kind: "LinkOver"; readonly message: string }
  /** Not offered here, or not any more. */
  | { readonly kind: "NotOffered"; readonly message: string }
  | RefusalOf<"InvalidInput" | "NameTaken" | "TooManyAttempts">;

export type SignInResult = Result<NewSession, SignInRefusal>;

const WRONG: SignInRefusal = { kind: "WrongCredentials", message: "the name or the password is wrong" };
const LINK_OVER: SignInRefusal = {
  kind: "LinkOver",
  message: "this link was used or is too old; ask for a new one",
};
const UNKNOWN: SignInRefusal = { kind: "NotOffered", message: "the provider's account is nobody's here" };
/** Longer names are nobody's. */
const TYPED_LENGTH_MAX = 254;
const SIMILAR_NAMES_MAX = 50;

/** Who somebody is at an OpenID provider, as it proved. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** Only where the provider says that it is verified. */
  readonly verifiedEmail: string | null;
  /** What it calls them, for a new user's name. */
  readonly name: string | null;
}

/** The ways in: by password, by one-time link, with an OpenID provider, and as an identity of the demo. */
export class SignIn {
  readonly #core: IdentityCore;

  constructor(core: IdentityCore) {
    this.#core = core;
  }

  /** By name or e-mail. Takes as long for a user whom there is not, and says the same. */
  async byPassword(
    given: { readonly name: string; readonly password: string },
    origin: SignInOrigin,
  ): Promise<SignInResult> {
    const { roster, ports } = this.#core;
    const typed = given.name.trim().toLowerCase().slice(0, TYPED_LENGTH_MAX);
    const found = roster.named(typed) ?? roster.withEmail(typed);
    const userKey = found?.id ?? typed;
    const tooMany = this.#core.tooMany(origin, userKey);
    if (tooMany !== null) return refuse(tooMany);
    const password = given.password.slice(0, PASSWORD_LENGTH_MAX + 1);
    const hash = found && isAble(found) ? found.passwordHash : null;
    const isRight = await ports.hashes.isOf(password, hash ?? ports.hashes.nobodys);
    return this.#core.turns.take(async () => {
      const user = found && roster.user(found.id);
      // It may have been disabled, or got another password, while the given one was looked at.
      if (user && isRight && isAble(user) && user.passwordHash === hash) {
        this.#core.wentWell(origin, userKey);
        return ok(await this.#core.begin(user, "PASSWORD", origin, "signIn"));
      }
      // What was typed as a name may be somebody's password: it is not written down.
      const subject = `user:${found?.name ?? "unknown"}`;
      await this.#core.refused(anonymous(origin), "signIn", subject, whyNot(found));
      return refuse(WRONG);
    });
  }

  /**
   * With an OpenID provider. An account that was never seen is linked to the user with the same verified e-mail address; one that belongs
   * to nobody is refused, or made a user without any role, as it is configured.
   */
  async byProvider(proven: ProvenIdentity, origin: SignInOrigin): Promise<SignInResult> {
    const { roster, options, ports } = this.#core;
    const { issuer, subject, verifiedEmail } = proven;
    return this.#core.turns.take(async () => {
      const linked = roster.external(issuer, subject);
      const named = linked ?? (verifiedEmail === null ? null : roster.withEmail(verifiedEmail));
      const user = named ?? (options.unknownUsers === "CREATE" ? this.#newUser(proven) : null);
      if (user === null || !isAble(user)) {
        const reason = user === null ? `the account ${subject} of ${issuer} is nobody's` : "the user is disabled";
        await this.#core.refused(anonymous(origin), "signIn", `user:${user?.name ?? "unknown"}`, reason);
        return refuse(UNKNOWN);
      }
      const account = { issuer, subject, userId: user.id, createdAt: ports.clock.now() };
      const session = await this.#core.begin(user, "OIDC", origin, "signIn", async (tx) => {
        if (linked !== null) return;
        await tx.insertExternalAccount(account);
        const how = named === null ? "createUser" : "linkAccount";
        await tx.audit({ ...done(anonymous(origin), how, user), before: null, after: { issuer, subject } });
      });
      if (linked === null) roster.keepExternal(account);
      await this.#core.admit();
      return ok(session);
    });
  }

  /** Takes on an identity of the demo, by its name. */
  async asDemo(name: string, origin: SignInOrigin): Promise<SignInResult> {
    return this.#core.turns.take(async () => {
      const user = this.demoIdentities().find((identity) => identity.name === name);
      if (!user) return refuse({ kind: "NotOffered", message: "there is no such identity of a demo here" });
      return ok(await this.#core.begin(user, "DEMO", origin, "signIn"));
    });
  }

  /** Empty where there is no demo, or somebody is in charge. */
  demoIdentities(): readonly User[] {
    const { options, roster, hasAdmin } = this.#core;
    return options.demo && !hasAdmin ? roster.users().filter(({ kind }) => kind === "DEMO") : [];
  }

  /** What a link is for: the user who chooses a password by it, or null for the first admin. */
  link(secret: string, origin: SignInOrigin): Result<{ readonly user: User | null }, SignInRefusal> {
    const tooMany = this.#core.tooMany(origin, null);
    if (tooMany !== null) return refuse(tooMany);
    const link = this.#goodLink(secret);
    if (link === null) return refuse(LINK_OVER);
    this.#core.wentWell(origin, null);
    return ok({ user: link.userId === null ? null : this.#core.roster.user(link.userId) });
  }

  /** Makes the first admin, and signs them in. From then on sign-in is required. */
  async setUp(
    secret: string,
    given: UserInput & { readonly password: string },
    origin: SignInOrigin,
  ): Promise<SignInResult> {
    const { roster, ports } = this.#core;
    const asked = this.link(secret, origin);
    if (!asked.ok) return asked;
    const wish = asKept(given);
    const problems = [...userProblems(wish), ...passwordProblems(given.password, wish)];
    if (problems.length > 0) return refuse(invalid(problems));
    const passwordHash = await ports.hashes.hash(given.password);
    return this.#core.turns.take(async () => {
      const link = this.#goodLink(secret);
      if (link === null || link.userId !== null) return refuse(LINK_OVER);
      if (roster.named(wish.name)) return refuse(nameTaken(wish.name));
      if (wish.email !== null && roster.withEmail(wish.email)) return refuse(emailTaken(wish.email));
      const [id, createdAt] = [ports.ids.uuid(), ports.clock.now()];
      const person = { kind: "PERSON", passwordHash, createdAt, disabledAt: null, lastSignInAt: null } as const;
      const admin: User = { id, ...wish, role: "ADMIN", ...person };
      const links = this.#core.linksOf(null);
      const session = await this.#core.begin(admin, "LINK", origin, "setUp", (tx) => tx.removeOneTimeLinks(links));
      roster.dropLinks(links);
      await this.#core.admit();
      return ok(session);
    });
  }

  /** Gives the link's user a password, ends what was open under the one before, and signs them in. */
  async choosePassword(secret: string, password: string, origin: SignInOrigin): Promise<SignInResult> {
    const { roster, ports, sessions } = this.#core;
    const asked = this.link(secret, origin);
    if (!asked.ok) return asked;
    const known = asked.value.user;
    if (known === null) return refuse(LINK_OVER);
    const problems = passwordProblems(password, known);
    if (problems.length > 0) return refuse(invalid(problems));
    const passwordHash = await ports.hashes.hash(password);
    return this.#core.turns.take(async () => {
      const user = roster.user(this.#goodLink(secret)?.userId ?? "");
      if (user === null) return refuse(LINK_OVER);
      const [links, open] = [this.#core.linksOf(user.id), sessions.of(user.id).map(({ id }) => id)];
      const changed: User = { ...user, passwordHash };
      const session = await this.#core.begin(changed, "LINK", origin, "choosePassword", async (tx) => {
        await tx.removeOneTimeLinks(links);
        await tx.removeSessions(open);
      });
      roster.dropLinks(links);
      sessions.drop(open);
      await this.#core.admit();
      return ok(session);
    });
  }

  /** Ends the session, and the connections that were opened with it before this resolves. */
  async out(session: Session, origin: SignInOrigin): Promise<void> {
    const { roster, sessions, ports, turns } = this.#core;
    await turns.take(async () => {
      const user = roster.user(session.userId);
      if (user === null || sessions.get(session.id) === null) return;
      await ports.ledger.write(async (tx) => {
        await tx.removeSessions([session.id]);
        await tx.audit({ ...done(asActor(user, origin), "signOut", user), before: null, after: null });
      });
      sessions.drop([session.id]);
    });
  }

  /** A user with no role, under the first free name that is like the provider's. Null: there is none. */
  #newUser({ name, verifiedEmail }: ProvenIdentity): User | null {
    const { roster, ports } = this.#core;
    const wished = fitting(name ?? verifiedEmail?.split("@")[0] ?? "");
    const tries = [wished, ...Array.from({ length: SIMILAR_NAMES_MAX }, (_, index) => `${wished}-${index + 2}`)];
    const isFree = (one: string): boolean =>
      roster.named(one) === null && userProblems({ name: one, email: verifiedEmail }).length === 0;
    const free = tries.find(isFree);
    if (free === undefined) return null;
    const standing = { kind: "PERSON", passwordHash: null, disabledAt: null, lastSignInAt: null } as const;
    const [id, createdAt] = [ports.ids.uuid(), ports.clock.now()];
    return { id, name: free, email: verifiedEmail, role: null, ...standing, createdAt };
  }

  /** Null: used, too old, or of a user who may not sign in. */
  #goodLink(secret: string): OneTimeLink | null {
    const { roster, ports, hasAdmin } = this.#core;
    const hash = hashOfSecret(secret);
    const link = roster.links().find(({ secretHash }) => secretHash === hash);
    if (!link || link.expiresAt <= ports.clock.now()) return null;
    if (link.userId === null) return hasAdmin ? null : link;
    const user = roster.user(link.userId);
    return user && isAble(user) ? link : null;
  }
}

/** People who are not disabled. Whoever stands for the demo has no password and gets none. */
export function isAble({ kind, disabledAt }: User): boolean {
  return kind === "PERSON" && disabledAt === null;
}

export function invalid(problems: RefusalOf<"InvalidInput">["problems"]): RefusalOf<"InvalidInput"> {
  const message = problems.map(({ path, message: what }) => `${path}: ${what}`).join("; ");
  return { kind: "InvalidInput", message, problems };
}

export function nameTaken(name: string): RefusalOf<"NameTaken"> {
  return { kind: "NameTaken", message: `there is a user named ${name} already`, namespace: null, name };
}

export function emailTaken(email: string): RefusalOf<"NameTaken"> {
  return { kind: "NameTaken", message: `another user has the e-mail address ${email}`, namespace: null, name: email };
}

/** A name as ours are: other signs become dashes, and room is left for a number. */
function fitting(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-");
  return plain.slice(0, USER_NAME_LENGTH_MAX - 3).replaceAll(/^[._-]+|[._-]+$/g, "");
}

function anonymous({ id, from }: SignInOrigin) {
  return { ...SIGN_IN, request: { id, from } };
}

/** For the audit trail, which only those read who may know it. */
function whyNot(user: User | null): string {
  if (user === null) return "there is no such user";
  if (user.disabledAt !== null) return "the user is disabled";
  return user.passwordHash === null ? "the user has no password" : "the password is wrong";
}
