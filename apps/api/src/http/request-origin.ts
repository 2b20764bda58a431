import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/**
 * Why a request may come from a page of another site; null: it does not. Two things could bring a stranger's page here: a request across
 * origins, which browsers tell by `Origin` and `Sec-Fetch-Site`, and a name that the stranger lets point at this machine, which shows in
 * `Host`. A proxy in front tells the host that the browser asked for in `X-Forwarded-Host`, which no page can set.
 *
 * @param publicUrl the origin that browsers use, where it is not this machine's
 * @param allowed other origins, whose pages may ask all the same
 */
export function strangerBecause(
  headers: IncomingHttpHeaders,
  publicUrl: string | null,
  allowed: ReadonlySet<string> = NO_OTHERS,
): string | null {
  const asked = first(headers["x-forwarded-host"]) ?? headers.host;
  if (asked === undefined || !(isThisMachine(asked) || asked.toLowerCase() === hostOf(publicUrl ?? ""))) {
    return `the host ${quote(asked ?? "")} is not this machine; use ${publicUrl ?? "localhost or 127.0.0.1"}`;
  }
  const { origin } = headers;
  if (origin !== undefined && allowed.has(origin)) return null;
  if (origin !== undefined && hostOf(origin) !== asked.toLowerCase())
    return `the origin ${quote(origin)} is not ${quote(asked)}`;
  const isLink = headers["sec-fetch-mode"] === "navigate";
  return ELSEWHERE.has(headers["sec-fetch-site"]) && !isLink ? "the request comes from a page of another site" : null;
}

const NO_OTHERS: ReadonlySet<string> = new Set();
const ELSEWHERE: ReadonlySet<unknown> = new Set(["cross-site", "same-site"]);

/**
 * The address that a request came from, for the audit and for limits. Each proxy on the way adds at the end whom it was asked by, so the
 * last that is not this machine is the first that nobody could make up.
 */
export function addressOf({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): string {
  const peer = plain(socket.remoteAddress ?? "unknown");
  const forwarded = headers["x-forwarded-for"];
  const told = (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? "")).split(",").map(plain);
  const way = [...told.filter((address) => address !== ""), peer];
  return (way.findLast((address) => !LOOPBACK.has(address)) ?? peer).slice(0, ADDRESS_LENGTH_MAX);
}

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1"]);

function plain(address: string): string {
  return address.trim().replace(/^::ffff:/, "");
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
