import type { IncomingHttpHeaders } from "node:http";
import { parseCookie, stringifySetCookie } from "cookie";

const SECRET = /^[\w-]{43}$/;

/**
 * The cookie of a session. Browsers send cookies of one host to all of its ports, so each installation has a name of its own. Over https
 * it has the prefix that binds it to this very host: nobody can set it from a page over http or from a neighbouring name.
 */
export class SessionCookies {
  readonly #name: string;

  constructor(installationId: string) {
    this.#name = `resource-manager-${installationId.slice(0, 8)}`;
  }

  /** Null: none was sent. What is no secret is given back as it is; nobody is found by it. */
  read(headers: IncomingHttpHeaders): string | null {
    const { cookie } = headers;
    if (cookie === undefined) return null;
    const value = parseCookie(cookie)[this.#nameFor(headers)];
    return value === undefined ? null : SECRET.test(value) ? value : "";
  }

  /** The header that sets it. */
  set(headers: IncomingHttpHeaders, secret: string, expires: Date): string {
    return stringifySetCookie(this.#nameFor(headers), secret, { ...this.#flags(headers), expires });
  }

  /** The header that takes it away. */
  clear(headers: IncomingHttpHeaders): string {
    return stringifySetCookie(this.#nameFor(headers), "", { ...this.#flags(headers), maxAge: 0 });
  }

  #nameFor(headers: IncomingHttpHeaders): string {
    return isHttps(headers) ? `__Host-${this.#name}` : this.#name;
  }

  #flags(headers: IncomingHttpHeaders) {
    // Lax: a link from elsewhere leads a person to their own page, and nothing that another site sends carries it.
    return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps(headers) } as const;
  }
}

/** Whether the browser came by https, as the proxy in front tells. Nobody else reaches this port from outside the machine. */
export function isHttps(headers: IncomingHttpHeaders): boolean {
  const told = headers["x-forwarded-proto"];
  return (Array.isArray(told) ? told[0] : told)?.split(",")[0]?.trim() === "https";
}
