import { badRequest } from "./status-error.ts";

/** Where the next page of a list begins. A negative revision means: whatever is there now. */
export interface ContinueToken {
  readonly revision: number;
  readonly start: string;
}

const VERSION = "meta.k8s.io/v1";

export function writeContinueToken({ revision, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start })).toString("base64url");
}

export function readContinueToken(text: string): ContinueToken {
  try {
    const parsed = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as {
      v?: unknown;
      rv?: unknown;
      start?: unknown;
    };
    if (
      parsed.v === VERSION &&
      typeof parsed.rv === "number" &&
      typeof parsed.start === "string" &&
      parsed.start !== ""
    ) {
      return { revision: parsed.rv, start: parsed.start };
    }
  } catch {
    // Refused below, as anything else that is no token.
  }
  throw badRequest("invalid continue token: continue key is not valid");
}
