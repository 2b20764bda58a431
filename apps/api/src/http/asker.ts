import type { IncomingHttpHeaders } from "node:http";
import type { Viewer } from "@resource-manager/domain/model/actor";
import { ok, type Result, refuse } from "@resource-manager/domain/model/result";
import type { Session, User } from "@resource-manager/domain/model/user";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";
import type { Services } from "../services.ts";

const BEARER = /^Bearer ([\w-]{1,128})$/i;

/** Who asks, and how long they may. */
export interface Asker {
  readonly viewer: Viewer;
  /** By which they are signed in; null: by none. */
  readonly session: Session | null;
  /** By which their limits are counted; null: they own the machine. */
  readonly limitKey: string | null;
  /** Calls back once when they are not this viewer any more. The returned function stops the waiting. */
  readonly whenOver: (listener: () => void) => () => void;
}

export type Recognising = Pick<Services, "tokens" | "identity" | "cookies" | "memberships">;

/**
 * Who asks, by the `Authorization` or else the cookie that came with the request; refused with the reason where that is nobody. Whoever
 * sends credentials never acts as somebody else, also where they are no good.
 */
export function recogniseAsker(
  authorization: unknown,
  headers: IncomingHttpHeaders,
  services: Recognising,
): Result<Asker, string> {
  if (authorization !== undefined) return byToken(authorization, services);
  const secret = services.cookies.read(headers);
  return secret === null ? withoutCredentials(services) : bySession(secret, services);
}

function byToken(authorization: unknown, { tokens }: Recognising): Result<Asker, string> {
  const secret = typeof authorization === "string" ? BEARER.exec(authorization)?.[1] : undefined;
  const viewer = secret === undefined ? null : tokens.viewerOf(secret);
  if (viewer === null) return refuse("these credentials are no API token that is good now");
  const { id, onBehalfOfId } = viewer.actor;
  return ok({
    viewer,
    session: null,
    limitKey: onBehalfOfId ?? id,
    whenOver: (listener) => tokens.whenOver(id, listener),
  });
}

function bySession(secret: string, services: Recognising): Result<Asker, string> {
  const { sessions, roster } = services.identity.core;
  const session = sessions.recognise(secret);
  const user = session && roster.user(session.userId);
  if (!session || !user || user.disabledAt !== null) return refuse("this session is over; sign in again");
  const viewer = viewerOfUser(user, services);
  return ok({ viewer, session, limitKey: user.id, whenOver: (listener) => sessions.whenOver(session.id, listener) });
}

function withoutCredentials({ identity: { core } }: Recognising): Result<Asker, string> {
  if (core.isRequired) return refuse("sign in first, or send an API token");
  return ok({
    viewer: LOCAL_ADMIN,
    session: null,
    limitKey: null,
    whenOver: (listener) => core.whenRequired(listener),
  });
}

function viewerOfUser({ id, name, role }: User, { memberships }: Recognising): Viewer {
  return { actor: { kind: "USER", id, name }, role, teams: memberships.rolesOf(id), scope: null };
}
