import type { Actor } from "./actor.ts";

/** READ: looks. WRITE: looks and changes. What each comes to is in `rules/permissions.ts`. */
export type TokenScope = "READ" | "WRITE";

/** A secret by which a program is known. The secret itself is told once, to the one who makes it, and kept nowhere. */
export interface ApiToken {
  readonly id: string;
  /** For people; two may have the same. */
  readonly name: string;
  readonly scope: TokenScope;
  /** Hex SHA-256 of the secret. A slow hash would win nothing: the secret has 256 random bits. */
  readonly secretHash: string;
  /** The only teams that it is for; null: all in which the one who stands behind it has a role. */
  readonly teams: readonly string[] | null;
  /** The service account as which it acts; null: it acts for the one who made it. */
  readonly serviceAccountId: string | null;
  readonly createdBy: Pick<Actor, "kind" | "id" | "name">;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the minute; null: never. */
  readonly lastUsedAt: Date | null;
  /** Null: not revoked. */
  readonly revokedAt: Date | null;
}
