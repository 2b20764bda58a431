import { randomBytes } from "node:crypto";
import http from "node:http";
import httpProxy from "http-proxy-3";

/** Paths that are the API's; everything else is the web app's. */
const API_PATHS = new Set(["/graphql", "/audit.jsonl", "/healthz", "/readyz", "/metrics"]);
const API_FOLDER = "/auth/";

/** Of the demo's desk, where there is one; else they lead nowhere. */
const DESK_FOLDER = "/demo/";

/** What only proxies may say of a request. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"];

/**
 * On every answer. No page of another site may show this one in a frame and lead a click of its visitor to a button here, nor be told
 * in `Referer` which servers and pods were looked at.
 */
const SECURITY_HEADERS = Object.entries({
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
});

/** A host as it may stand in a policy, where a sign more would begin another rule. */
const HOST = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i;

/**
 * What a page may load: its own, and of scripts within it only those with this answer's number. A text that somebody smuggled into a page
 * does not run. Styles are not restricted so: the widgets write theirs into the page.
 *
 * @param {string} nonce
 * @param {string | undefined} host that the browser asked for: not every browser counts its WebSockets among 'self'
 */
function policyOfPage(nonce, host = "") {
  const sockets = HOST.test(host) ? ` ws://${host} wss://${host}` : "";
  return [
    "default-src 'self'",
    `connect-src 'self'${sockets}`,
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The one origin of the product: passes the API's paths (HTTP and WebSocket) on to `apiUrl`, and gives the rest to `page`.
 * While the API is away, HTTP is answered with 503 and a GraphQL error of code API_UNAVAILABLE, and upgrades are refused with 503, so
 * that clients can tell "away, try again" from "broken".
 *
 * Without a proxy in front of it (`behindProxy`), what a client says of its own way here is dropped: nobody is to choose the address that
 * the audit trail and the limits know them by.
 *
 * @param {{ apiUrl: string, deskUrl?: string, behindProxy?: boolean, page: (req: http.IncomingMessage, res: http.ServerResponse) => unknown }} options
 * @returns {{ server: http.Server, close: () => Promise<void> }} not listening yet; `close` drops open connections, WebSockets included
 */
export function createFrontDoor({ apiUrl, deskUrl, behindProxy = false, page }) {
  // Idle sockets are dropped long before the API's own keep-alive ends, so that none is reused just as the API closes it: Node's second
  // between the two is over before a busy machine has looked.
  const agent = new http.Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    agentKeepAliveTimeoutBuffer: 30_000,
  });
  const proxy = httpProxy.createProxyServer({ target: apiUrl, xfwd: true });
  proxy.on("error", () => undefined); // of clients that vanish: without a listener it throws, and ends the process
  const upgraded = new Set();
  const dropHearsay = (req) => {
    if (!behindProxy) for (const name of FORWARDED) delete req.headers[name];
  };

  const server = http.createServer((req, res) => {
    for (const [name, value] of SECURITY_HEADERS) res.setHeader(name, value);
    dropHearsay(req);
    if (isDeskPath(req.url)) {
      if (!deskUrl) return res.writeHead(404).end();
      return proxy.web(req, res, { agent, target: deskUrl }, () => answerUnavailable(res));
    }
    if (!isApiPath(req.url)) return page(numbered(req, res), res);
    proxy.web(req, res, { agent }, () => answerUnavailable(res));
  });

  server.on("upgrade", (req, socket, head) => {
    socket.on("error", () => socket.destroy()); // the same for upgrades that are not passed on
    if (!isApiPath(req.url)) return socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    dropHearsay(req);
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket));
    proxy.ws(req, socket, head, {}, () => {
      // Once bytes went out, the connection was up: then there is nothing more to say on it.
      if (socket.bytesWritten === 0) socket.write("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
    });
  });

  return {
    server,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of upgraded) socket.destroy();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function isApiPath(url) {
  const [path] = url.split("?", 1);
  return API_PATHS.has(path) || path.startsWith(API_FOLDER); // not `new URL`, which throws at addresses such as "//"
}

/** The web app finds the number where Next looks for it, and where its own layout does; a client's words there are written over. */
function numbered(req, res) {
  const nonce = randomBytes(16).toString("base64");
  const forwarded = req.headers["x-forwarded-host"]?.split(",", 1)[0]?.trim();
  const policy = policyOfPage(nonce, forwarded ?? req.headers.host);
  res.setHeader("content-security-policy", policy);
  req.headers["content-security-policy"] = policy;
  delete req.headers["content-security-policy-report-only"];
  req.headers["x-nonce"] = nonce;
  return req;
}

function isDeskPath(url) {
  return url.startsWith(DESK_FOLDER);
}

function answerUnavailable(res) {
  if (res.writableEnded || res.destroyed) return;
  if (res.headersSent) return res.destroy();
  const error = { message: "The API does not answer. Try again in a moment.", extensions: { code: "API_UNAVAILABLE" } };
  res.writeHead(503, { "content-type": "application/json; charset=utf-8", "retry-after": "1" });
  res.end(JSON.stringify({ errors: [error] }));
}
