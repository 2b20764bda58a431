import type { NewSession, SignInOrigin } from "@resource-manager/domain/identity/identity-core";
import { parseCookie, stringifySetCookie } from "cookie";
import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Logger } from "pino";
import type { Services } from "../services.ts";
import { newSecret } from "../system-clock.ts";
import type { OpenIdProvider, SignInAttempt } from "./open-id-provider.ts";
import { isHttps } from "./session-cookies.ts";

export interface OidcRoutesOptions {
  readonly services: () => Services | null;
  readonly originOf: (req: Request) => SignInOrigin;
  /** Begins the session in this browser. */
  readonly admit: (
    req: Request,
    res: Response,
    ready: Services,
    session: NewSession,
    origin: SignInOrigin,
  ) => Promise<void>;
  readonly log: Logger;
}

interface UnderWay {
  readonly attempt: SignInAttempt;
  /** Where to go on then. */
  readonly target: string;
  readonly until: number;
}

const COOKIE = "resource-manager-oidc";
const COOKIE_PATH = "/auth/oidc";
const ATTEMPT_S = 10 * 60;
const ATTEMPTS_MAX = 10_000;

/**
 * To the OpenID provider and back. What the browser has to bring back is kept here, under a secret that only this browser has in a cookie:
 * an answer that somebody else got from the provider is worth nothing in it.
 */
export function oidcRoutes(options: OidcRoutesOptions): Router {
  const attempts = new Map<string, UnderWay>();
  const router = Router();
  router.get(
    "/",
    withProvider(options, (provider, _, req, res) => begin(attempts, provider, req, res)),
  );
  router.get(
    "/callback",
    withProvider(options, (provider, ready, req, res) => finish(attempts, options, provider, ready, req, res)),
  );
  return router;
}

async function begin(attempts: Map<string, UnderWay>, provider: OpenIdProvider, req: Request, res: Response) {
  const target = returnPath(req.query.return, provider.publicUrl);
  // The cookie has to be where the provider sends the browser back to.
  const here = `${isHttps(req.headers) ? "https" : "http"}://${hostOf(req)}`;
  if (here !== provider.publicUrl) {
    res.redirect(`${provider.publicUrl}${COOKIE_PATH}?return=${encodeURIComponent(target)}`);
    return;
  }
  const { url, attempt } = await provider.begin();
  const secret = newSecret();
  attempts.set(secret, { attempt, target, until: Date.now() + ATTEMPT_S * 1_000 });
  const [oldest] = attempts.keys();
  if (attempts.size > ATTEMPTS_MAX && oldest !== undefined) attempts.delete(oldest);
  res.setHeader("set-cookie", attemptCookie(req, secret, ATTEMPT_S));
  res.redirect(url.href);
}

async function finish(
  attempts: Map<string, UnderWay>,
  { originOf, admit, log }: OidcRoutesOptions,
  provider: OpenIdProvider,
  ready: Services,
  req: Request,
  res: Response,
) {
  const secret = parseCookie(req.headers.cookie ?? "")[COOKIE] ?? "";
  const underWay = attempts.get(secret);
  attempts.delete(secret);
  res.setHeader("set-cookie", attemptCookie(req, "", 0));
  if (underWay === undefined || underWay.until < Date.now()) return res.redirect("/sign-in?refused=failed");
  try {
    const search = new URL(req.originalUrl, provider.publicUrl).search;
    const proven = await provider.finish(search, underWay.attempt);
    const origin = originOf(req);
    const result = await ready.identity.signIn.byProvider(proven, origin);
    if (!result.ok) return res.redirect("/sign-in?refused=unknown");
    await admit(req, res, ready, result.value, origin);
    res.redirect(underWay.target);
  } catch (error) {
    // Refused there, tampered with, or the provider is away: nobody is signed in.
    log.warn({ err: error }, "a sign-in with the OpenID provider failed");
    res.redirect("/sign-in?refused=failed");
  }
}

function withProvider(
  { services, log }: OidcRoutesOptions,
  answer: (provider: OpenIdProvider, ready: Services, req: Request, res: Response) => Promise<void>,
): RequestHandler {
  return async (req, res) => {
    const ready = services();
    if (ready === null || ready.provider === null) return res.redirect("/sign-in?refused=failed");
    try {
      await answer(ready.provider, ready, req, res);
    } catch (error) {
      log.warn({ err: error }, "the OpenID provider cannot be asked");
      res.redirect("/sign-in?refused=failed");
    }
  };
}

function attemptCookie(req: Request, value: string, maxAge: number): string {
  // Lax: the provider's answer is a link from there to here.
  const flags = { httpOnly: true, sameSite: "lax", path: COOKIE_PATH, secure: isHttps(req.headers) } as const;
  return stringifySetCookie(COOKIE, value, { ...flags, maxAge });
}

/** A path of this very site, or the first page. */
function returnPath(asked: unknown, publicUrl: string): string {
  if (typeof asked !== "string" || !asked.startsWith("/") || !URL.canParse(asked, publicUrl)) return "/";
  const { origin, pathname, search } = new URL(asked, publicUrl);
  return origin === publicUrl && !pathname.startsWith("//") ? pathname + search : "/";
}

function hostOf({ headers }: Request): string {
  const forwarded = headers["x-forwarded-host"];
  return (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",")[0]?.trim() ?? headers.host ?? "";
}
