import type { PlatformRole } from "./actor.ts";

/** Who may sign in. Users are disabled, never removed: what they did is told under their name. */
export interface User {
  readonly id: string;
  /** As it is typed at sign-in; pods and the audit trail name their user by it. Never changes. */
  readonly name: string;
  /** By which a provider's account is linked; null: none is. */
  readonly email: string | null;
  readonly role: PlatformRole | null;
  /** DEMO: an identity of the demo, which anybody at this machine can take on. */
  readonly kind: "PERSON" | "DEMO";
  /** Null: the user has no password, and signs in otherwise. */
  readonly passwordHash: string | null;
  readonly createdAt: Date;
  /** Null: not disabled. */
  readonly disabledAt: Date | null;
  readonly lastSignInAt: Date | null;
}

/** LINK: by a one-time link, when the password was chosen. */
export type SignInMethod = "PASSWORD" | "OIDC" | "LINK" | "DEMO";

/** A browser that somebody is signed in with. It is removed when it ends. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Hex SHA-256 of the cookie's secret, which has 256 random bits and is kept nowhere else. */
  readonly secretHash: string;
  readonly method: SignInMethod;
  /** Where it was begun. */
  readonly address: string;
  /** What the browser said of itself. */
  readonly userAgent: string | null;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
  /** Whatever happens; it ends earlier where it is not used. */
  readonly expiresAt: Date;
}

/** Lets somebody choose a password, once. It is removed when it was used. */
export interface OneTimeLink {
  readonly id: string;
  /** Null: it makes the first admin. */
  readonly userId: string | null;
  readonly secretHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Who a user is at an OpenID provider. */
export interface ExternalAccount {
  readonly issuer: string;
  readonly subject: string;
  readonly userId: string;
  readonly createdAt: Date;
}

/** All that is known of who may ask, for keeping it in memory. */
export interface Accounts {
  /** In the order in which they were made; so are the others. */
  readonly users: readonly User[];
  readonly sessions: readonly Session[];
  readonly links: readonly OneTimeLink[];
  readonly externalAccounts: readonly ExternalAccount[];
}
