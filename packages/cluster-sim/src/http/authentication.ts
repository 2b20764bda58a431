import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { unauthorized } from "./status-error.ts";

/** Where a client that sends no token over plain HTTP, as kubectl, shows that it may come in. */
export function secretPath(token: string): string {
  return `/by/${createHash("sha256").update(token).digest("hex").slice(0, 32)}`;
}

/** The path that is asked for. The bearer token, or the secret path in front of it, lets a request in. */
export function authenticate(request: IncomingMessage, path: string, token: string): string {
  const prefix = secretPath(token);
  if (path.startsWith(`${prefix}/`) || path === prefix) return path.slice(prefix.length) || "/";
  const header = request.headers.authorization ?? "";
  if (header.startsWith("Bearer ") && equal(header.slice("Bearer ".length).trim(), token)) return path;
  throw unauthorized();
}

function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
