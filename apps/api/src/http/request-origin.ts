import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/**
 * Why a request may come from a page of another site, in a browser of this machine; null: it does not. There is no sign-in yet, so
 * whoever reaches this port is an admin. Two things could bring a stranger's page here: a request across origins, which tells its
 * `Origin`, and a name that the stranger lets point at 127.0.0.1, which shows in `Host`. A proxy in front tells the host that
 * the browser asked for in `X-Forwarded-Host`, which no page can set.
 */
export function strangerBecause(headers: IncomingHttpHeaders): string | null {
  const asked = first(headers["x-forwarded-host"]) ?? headers.host;
  if (asked === undefined || !isThisMachine(asked)) {
    return `the host ${quote(asked ?? "")} is not this machine; use localhost or 127.0.0.1`;
  }
  const { origin } = headers;
  if (origin === undefined || hostOf(origin) === asked.toLowerCase()) return null;
  return `the origin ${quote(origin)} is not ${quote(asked)}`;
}

/** The address that a request came from, as the audit has it: what the proxy in front tells, if the proxy is on this machine. */
export function addressOf({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): string {
  const peer = (socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
  const isProxy = peer === "127.0.0.1" || peer === "::1";
  const told = first(headers["x-forwarded-for"]);
  return (isProxy && told ? told : peer).replace(/^::ffff:/, "").slice(0, ADDRESS_LENGTH_MAX);
}

const ADDRESS_LENGTH_MAX = 64;

const NAMES_OF_THIS_MACHINE: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

function isThisMachine(host: string): boolean {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  return url !== null && NAMES_OF_THIS_MACHINE.has(url.hostname) && url.pathname === "/";
}

/** `Origin: null` and nonsense have no host. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value?.split(",")[0]?.trim();
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
