import type { NewSession, SignInOrigin } from "@resource-manager/domain/identity/identity-core";
import type { SignInResult } from "@resource-manager/domain/identity/sign-in";
import express, { type NextFunction, type Request, type RequestHandler, type Response, Router } from "express";
import type { Logger } from "pino";
import type { Services } from "../services.ts";
import { recogniseAsker } from "./asker.ts";
import { answerFault, answerRefusal } from "./auth-answers.ts";
import { oidcRoutes } from "./oidc-routes.ts";
import { addressOf, strangerBecause } from "./request-origin.ts";

export interface AuthRoutesOptions {
  /** Null: the product is still starting. */
  readonly services: () => Services | null;
  readonly newRequestId: () => string;
  /** The origin that browsers use, where it is not this machine's. */
  readonly publicUrl: string | null;
  readonly log: Logger;
}

const BODY_BYTES_MAX = 10_000;
const TEXT_LENGTH_MAX = 1_000;

type Body = Readonly<Record<string, string>>;
type Answering = (body: Body, ready: Services, req: Request, res: Response) => Promise<void> | void;

/**
 * What a browser asks before it is signed in, and to be signed out: the only things, with health, that are served without credentials
 * where sign-in is required. Programs have API tokens and need none of it.
 */
export function authRoutes(options: AuthRoutesOptions): Router {
  const router = Router();
  router.use(refuseStrangers(options));
  const state: Answering = (_, ready, req, res) => void res.json(stateFor(ready, req, res));
  router.get("/state", answering(options, state));
  router.use(
    "/oidc",
    oidcRoutes({
      services: options.services,
      log: options.log,
      originOf: (req) => originOf(req, options),
      admit: enter,
    }),
  );
  const post = (path: string, answer: Answering): void => {
    router.post(path, requireJson, express.json({ limit: BODY_BYTES_MAX }), answering(options, answer));
  };
  const signingIn =
    (how: (ready: Services, body: Body, origin: SignInOrigin) => Promise<SignInResult>): Answering =>
    async (body, ready, req, res) => {
      const origin = originOf(req, options);
      const result = await how(ready, body, origin);
      if (!result.ok) return answerRefusal(res, result.error, ready.now());
      await enter(req, res, ready, result.value, origin);
      const { name, role } = result.value.user;
      res.json({ user: { name, role } });
    };
  post(
    "/sign-in",
    signingIn(({ identity: { signIn } }, { name = "", password = "" }, origin) =>
      signIn.byPassword({ name, password }, origin),
    ),
  );
  post(
    "/demo",
    signingIn(({ identity: { signIn } }, { name = "" }, origin) => signIn.asDemo(name, origin)),
  );
  post(
    "/set-up",
    signingIn(({ identity: { signIn } }, { secret = "", name = "", email = "", password = "" }, origin) =>
      signIn.setUp(secret, { name, email, password }, origin),
    ),
  );
  post(
    "/password",
    signingIn(({ identity: { signIn } }, { secret = "", password = "" }, origin) =>
      signIn.choosePassword(secret, password, origin),
    ),
  );
  post("/link", ({ secret = "" }, ready, req, res) => {
    const asked = ready.identity.signIn.link(secret, originOf(req, options));
    if (!asked.ok) return answerRefusal(res, asked.error, ready.now());
    const { user } = asked.value;
    res.json({ for: user === null ? "FIRST_ADMIN" : "PASSWORD", name: user?.name ?? null });
  });
  post("/sign-out", async (_, ready, req, res) => {
    await endSessionOf(req, ready, originOf(req, options));
    res.setHeader("set-cookie", ready.cookies.clear(req.headers));
    res.json({ signedOut: true });
  });
  router.use(refuseUnreadable(options.log));
  return router;
}

/** What the sign-in page has to know. */
function stateFor(ready: Services, req: Request, res: Response) {
  const { core, signIn } = ready.identity;
  const asker = recogniseAsker(undefined, req.headers, ready);
  if (!asker.ok && ready.cookies.read(req.headers) !== null)
    res.setHeader("set-cookie", ready.cookies.clear(req.headers));
  return {
    required: core.isRequired,
    hasAdmin: core.hasAdmin,
    signedInAs: asker.ok && asker.value.session !== null ? asker.value.viewer.actor.name : null,
    provider: ready.provider?.name ?? null,
    demo: signIn.demoIdentities().map(({ name, role, id }) => ({
      name,
      role,
      teams: [...ready.memberships.rolesOf(id)].map(([team, teamRole]) => ({ team, role: teamRole })),
    })),
  };
}

/** Begins the session in this browser. A browser has one: whoever signs in anew leaves the one before. */
async function enter(
  req: Request,
  res: Response,
  ready: Services,
  entered: NewSession,
  origin: SignInOrigin,
): Promise<void> {
  await endSessionOf(req, ready, origin);
  res.appendHeader("set-cookie", ready.cookies.set(req.headers, entered.secret, entered.session.expiresAt));
}

async function endSessionOf(req: Request, { identity, cookies }: Services, origin: SignInOrigin): Promise<void> {
  const secret = cookies.read(req.headers);
  const session = secret === null ? null : identity.core.sessions.recognise(secret);
  if (session !== null) await identity.signIn.out(session, origin);
}

function originOf(req: Request, { newRequestId }: AuthRoutesOptions): SignInOrigin {
  return { id: newRequestId(), from: addressOf(req), userAgent: req.headers["user-agent"] ?? null };
}

function answering({ services }: AuthRoutesOptions, answer: Answering): RequestHandler {
  return async (req, res) => {
    const ready = services();
    if (ready === null) return answerFault(res, 503, "STARTING", "the product is starting; try again in a moment");
    await answer(textsOf(req.body), ready, req, res);
  };
}

/** The texts of the body; what is of another kind, or too long, counts as missing. */
function textsOf(body: unknown): Body {
  const entries = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    entries.filter(([, value]) => typeof value === "string" && value.length <= TEXT_LENGTH_MAX),
  );
}

function refuseStrangers({ publicUrl }: AuthRoutesOptions): RequestHandler {
  return (req, res, next) => {
    res.setHeader("cache-control", "no-store");
    const stranger = strangerBecause(req.headers, publicUrl);
    if (stranger !== null) return answerFault(res, 403, "FORBIDDEN", stranger);
    next();
  };
}

/** A form of another site cannot send this type without asking first, and nobody allows it. */
function requireJson(req: Request, res: Response, next: NextFunction): void {
  if (req.is("application/json")) next();
  else answerFault(res, 415, "BAD_REQUEST", "send application/json");
}

function refuseUnreadable(log: Logger): express.ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const { status } = error as { status?: unknown };
    if (typeof status === "number" && status >= 400 && status < 500)
      return answerFault(res, status, "BAD_REQUEST", "the body cannot be read as JSON");
    log.error({ err: error }, "a sign-in failed");
    answerFault(res, 500, "INTERNAL_SERVER_ERROR", "internal error; it is in the log");
  };
}
