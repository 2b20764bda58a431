import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { unauthorized } from "./status-error.ts";

/** Where a client that sends no token over plain HTTP, as kubectl, shows that it may come in. */
export function secretPath(token: string): string {
  return `/by/${createHash("sha256").update(token).digest("hex").slice(0, 32)}`;
}

export interface Caller {
  /** What is asked for, without the secret path. */
  readonly path: string;
  /** The secret path, where the request came by it. */
  readonly prefix: string;
  readonly anonymous: boolean;
}

/** The bearer token, or the secret path in front, lets a request in; a wrong token is a 401, none is somebody anonymous. */
export function authenticate(request: IncomingMessage, path: string, token: string): Caller {
  const prefix = secretPath(token);
  if (path.startsWith(`${prefix}/`) || path === prefix) {
    return { path: path.slice(prefix.length) || "/", prefix, anonymous: false };
  }
  const header = request.headers.authorization;
  if (header === undefined) return { path, prefix: "", anonymous: true };
  if (header.startsWith("Bearer ") && equal(header.slice("Bearer ".length).trim(), token)) {
    return { path, prefix: "", anonymous: false };
  }
  throw unauthorized();
}

function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
