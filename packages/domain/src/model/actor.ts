import type { TokenScope } from "./api-token.ts";

/** Who caused a change. Every change has one. */
export interface Actor {
  readonly kind: "USER" | "TOKEN" | "HEALING" | "IMPORT" | "SYSTEM";
  readonly id: string;
  readonly name: string;
  /** For whom it acts, as the audit is to name them; left out: for itself. */
  readonly onBehalfOf?: string;
  /** The request that the change came with. Left out: none, or a part of an operation that outlives its request. */
  readonly request?: RequestOrigin;
}

/** A request as the audit names it. */
export interface RequestOrigin {
  readonly id: string;
  /** The address that it came from. */
  readonly from: string;
}

/** Who asks: the actor of their changes, and what they may do. Until sign-in exists there is one local admin, and their API tokens. */
export interface Viewer {
  readonly actor: Actor;
  readonly role: "ADMIN";
  /** What the API token may do by which they ask; null: they ask without one. */
  readonly scope: TokenScope | null;
}

/** Who heals unasked. */
export const HEALING: Actor = { kind: "HEALING", id: "healing", name: "healing" };
