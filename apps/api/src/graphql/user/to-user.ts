import { endOf } from "@resource-manager/domain/identity/sessions";
import type * as domain from "@resource-manager/domain/model/user";
import type { Session, User } from "./user.type.ts";

/** A user as admins see them: without the hash of the password. */
export function toUser({ passwordHash, kind, ...user }: domain.User): User {
  return { ...user, isDemo: kind === "DEMO", hasPassword: passwordHash !== null };
}

/** A session as its user sees it: without the hash of its secret. */
export function toSession(session: domain.Session, currentId: string): Session {
  const { id, method, address, userAgent, createdAt, lastUsedAt } = session;
  return { id, method, address, userAgent, createdAt, lastUsedAt, endsAt: endOf(session), isCurrent: id === currentId };
}
