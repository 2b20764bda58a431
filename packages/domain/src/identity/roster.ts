import type { Accounts, ExternalAccount, OneTimeLink, User } from "../model/user.ts";

/** The users, their links and outside accounts, in memory. Changed only after the ledger was. */
export class Roster {
  readonly #users = new Map<string, User>();
  readonly #idOfName = new Map<string, string>();
  readonly #links = new Map<string, OneTimeLink>();
  readonly #externals = new Map<string, ExternalAccount>();

  constructor({ users, links, externalAccounts }: Omit<Accounts, "sessions">) {
    for (const user of users) this.keep(user);
    for (const link of links) this.#links.set(link.id, link);
    for (const account of externalAccounts) this.keepExternal(account);
  }

  /** In the order in which they were made. */
  users(): readonly User[] {
    return [...this.#users.values()];
  }

  user(id: string): User | null {
    return this.#users.get(id) ?? null;
  }

  named(name: string): User | null {
    return this.user(this.#idOfName.get(name) ?? "");
  }

  withEmail(email: string): User | null {
    return this.users().find((user) => user.email === email) ?? null;
  }

  links(): readonly OneTimeLink[] {
    return [...this.#links.values()];
  }

  external(issuer: string, subject: string): User | null {
    const account = this.#externals.get(keyOf(issuer, subject));
    return account ? this.user(account.userId) : null;
  }

  /** Admins who could sign in now. Without one, nobody could make another. */
  ableAdmins(): readonly User[] {
    return this.users().filter(
      (user) => user.kind === "PERSON" && user.role === "ADMIN" && user.disabledAt === null && this.#canSignIn(user),
    );
  }

  keep(user: User): void {
    this.#users.set(user.id, user);
    this.#idOfName.set(user.name, user.id);
  }

  keepLink(link: OneTimeLink): void {
    this.#links.set(link.id, link);
  }

  dropLinks(ids: readonly string[]): void {
    for (const id of ids) this.#links.delete(id);
  }

  keepExternal(account: ExternalAccount): void {
    this.#externals.set(keyOf(account.issuer, account.subject), account);
  }

  #canSignIn({ id, passwordHash }: User): boolean {
    return passwordHash !== null || [...this.#externals.values()].some(({ userId }) => userId === id);
  }
}

function keyOf(issuer: string, subject: string): string {
  return JSON.stringify([issuer, subject]);
}
