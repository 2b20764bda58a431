import type { SignInRefusal } from "@resource-manager/domain/identity/sign-in";
import type { Response } from "express";

/** Of refusals of sign-in, by the code that clients get. */
const ANSWER_OF = {
  WrongCredentials: { code: "WRONG_CREDENTIALS", status: 401 },
  LinkOver: { code: "LINK_OVER", status: 410 },
  NotOffered: { code: "NOT_OFFERED", status: 403 },
  InvalidInput: { code: "INVALID_INPUT", status: 422 },
  NameTaken: { code: "NAME_TAKEN", status: 409 },
  TooManyAttempts: { code: "TOO_MANY_ATTEMPTS", status: 429 },
} as const satisfies Record<SignInRefusal["kind"], { code: string; status: number }>;

/** Answers `{ error: { code, message, … } }`, with what the refusal knows: the faulty fields, or when to try again. */
export function answerRefusal(res: Response, refusal: SignInRefusal, now: Date): void {
  const { code, status } = ANSWER_OF[refusal.kind];
  const { kind: _, ...facts } = refusal;
  if (refusal.kind === "TooManyAttempts") {
    const seconds = Math.ceil((refusal.retryAt.getTime() - now.getTime()) / 1_000);
    res.setHeader("retry-after", String(Math.max(1, seconds)));
  }
  res.status(status).json({ error: { code, ...facts } });
}

/** The same for what is wrong with the request itself. */
export function answerFault(res: Response, status: number, code: string, message: string): void {
  res.status(status).json({ error: { code, message } });
}
