import type { Session, User } from "@resource-manager/domain/model/user";
import type { Session as SessionRow, User as UserRow } from "../generated/client.ts";

export function readUser({ ordinal: _, ...user }: UserRow): User {
  return user;
}

export function readSession({ ordinal: _, ...session }: SessionRow): Session {
  return session;
}
