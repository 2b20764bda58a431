import type { Refusal } from "./refusal.ts";

/**
 * The answer to a request with an idempotency key that no operation keeps: a refusal, a change that changes nothing, a cancellation.
 * An operation's own row keeps its key; each key of an actor is in one place or the other, never in both.
 */
export interface Receipt {
  readonly actorId: string;
  readonly key: string;
  /** Hash of the input: the same key with another input is refused. */
  readonly inputHash: string;
  readonly answer: ReceiptAnswer;
}

export type ReceiptAnswer =
  | { readonly kind: "REFUSED"; readonly refusal: Refusal }
  | { readonly kind: "UNCHANGED"; readonly podId: string }
  | { readonly kind: "QUOTA_REQUEST"; readonly id: string }
  | { readonly kind: "MEMBER"; readonly team: string; readonly userId: string }
  | { readonly kind: "CANCELLED"; readonly operationId: string };
