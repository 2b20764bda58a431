import type { RequestHandler } from "express";

/** What a page may send besides what every page may. */
const HEADERS = "authorization, content-type, apollo-require-preflight, x-apollo-operation-name";
/** What a page may read of an answer besides its body. */
const EXPOSED = "retry-after, www-authenticate, x-request-id";
/** So long a browser asks no second time. */
const PREFLIGHT_KEPT_SECONDS = 600;

/**
 * Lets pages of the origins that are allowed by name read what they ask, with credentials; their preflights are answered here. Whoever is
 * not named is told nothing, so that their browser keeps the answer from them; `refuseStrangers` refuses them besides. With no origin
 * allowed, nothing is added to any answer.
 */
export function answerAllowedOrigins(allowed: ReadonlySet<string>): RequestHandler {
  return (req, res, next) => {
    if (allowed.size === 0) return next();
    res.vary("origin");
    const { origin } = req.headers;
    if (origin === undefined || !allowed.has(origin)) return next();
    res.setHeader("access-control-allow-origin", origin);
    res.setHeader("access-control-allow-credentials", "true");
    if (req.method !== "OPTIONS" || req.headers["access-control-request-method"] === undefined) {
      res.setHeader("access-control-expose-headers", EXPOSED);
      return next();
    }
    res.setHeader("access-control-allow-methods", "GET, POST");
    res.setHeader("access-control-allow-headers", HEADERS);
    res.setHeader("access-control-max-age", String(PREFLIGHT_KEPT_SECONDS));
    res.status(204).end();
  };
}
