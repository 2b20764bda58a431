import type { ClusterFailure } from "./api-errors.ts";

/**
 * Why a list or a watch ended early. `expired`: the version is too old to go on from (410) · `refused`: an HTTP error ·
 * `inStream`: an ERROR event · `unreadable`: something that is not the protocol · `silent`: nothing heard for too long ·
 * `ended`: closed at once, without a line · `backwards`: a version older than one seen before · `interrupted`: by us.
 */
export type WatchFailureKind =
  | "expired"
  | "refused"
  | "inStream"
  | "unreadable"
  | "silent"
  | "ended"
  | "backwards"
  | "interrupted";

export class WatchFailure extends Error {
  override readonly name = "WatchFailure";
  readonly kind: WatchFailureKind;
  /** The same as an answer of the `Cluster` port. */
  readonly answer: ClusterFailure;

  constructor(message: string, options: { kind: WatchFailureKind; answer?: ClusterFailure }) {
    super(message);
    this.kind = options.kind;
    this.answer = options.answer ?? { kind: "unavailable", message, effectUnknown: false, retryAfterMs: null };
  }

  /** What the cluster asked us to wait. */
  get retryAfterMs(): number {
    return this.answer.kind === "unavailable" ? (this.answer.retryAfterMs ?? 0) : 0;
  }
}
