/** Who caused a change. Every change has one. */
export interface Actor {
  readonly kind: "USER" | "TOKEN" | "HEALING" | "IMPORT" | "SYSTEM";
  readonly id: string;
  readonly name: string;
}

/** Who asks: the actor of their changes, and what they may see. Until sign-in exists there is one local admin. */
export interface Viewer {
  readonly actor: Actor;
  readonly role: "ADMIN";
}

/** Who heals unasked. */
export const HEALING: Actor = { kind: "HEALING", id: "healing", name: "healing" };
