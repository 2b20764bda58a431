import { readFile } from "node:fs/promises";
import { SESSION_IDLE_MS, SESSION_LASTS_MS, SESSIONS_MAX } from "@resource-manager/domain/identity/sessions";
import { EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { type Client, createClient } from "graphql-ws";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";
import { nextResult, post } from "../testing/graphql-client.ts";
import { LOCAL_KEY, startTestApi, type TestApi } from "../testing/test-api.ts";
import { openTestIdentity, PASSWORD, type TestIdentity } from "../testing/test-identity.ts";
import { ASKER_LIMITS, AskerLimits } from "./asker-limits.ts";

// A busy machine may take several times as long as an idle one.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const WHO = "{ viewer { name role } }";
const MINUTE_MS = 60_000;

let accounts: TestIdentity;
let api: TestApi;
const open = async (options: Parameters<typeof openTestIdentity>[0] = {}) => {
  accounts = await openTestIdentity(options);
  api = await startTestApi({ identity: accounts.identity, now: () => accounts.clock.now() });
};
const close = async () => {
  await api[Symbol.asyncDispose]();
  expect(accounts.faults).toEqual([]);
  await accounts[Symbol.asyncDispose]();
};
beforeEach(() => open());
afterEach(close);
const reopen = async (options: Parameters<typeof openTestIdentity>[0]) => {
  await close();
  await open(options);
};

/** One of the paths under /auth, as the sign-in page asks it. */
async function auth(path: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const cookie = response.headers.get("set-cookie");
  return { response, cookie, secret: cookie?.split(/[=;]/)[1] ?? "", answer: JSON.parse(await response.text()) };
}

const state = async (headers: Record<string, string> = {}) =>
  (await fetch(`${api.url}/auth/state`, { headers })).json() as Promise<Record<string, unknown>>;

/** The headers of a browser that signed in by password. */
async function signedIn(name: string, password = PASSWORD): Promise<{ cookie: string }> {
  const { response, cookie } = await auth("sign-in", { name, password });
  expect(response.status).toBe(200);
  return { cookie: cookie?.split(";")[0] ?? "" };
}

const who = async (headers: Record<string, string>) => {
  const { status, data, errors } = await post(api.url, { query: WHO }, headers);
  return data?.viewer ?? [status, errors?.[0]?.extensions.code];
};
const NOBODY = [401, "UNAUTHENTICATED"];

describe("until there is an admin", () => {
  it("a request without credentials acts as the local admin; the set-up link ends that, also for what is open", async () => {
    expect(await who({})).toEqual({ name: "local-admin", role: "ADMIN" });
    const watching = await watch({});
    const link = await fetch(`${api.url}/local/set-up-link`, {
      method: "POST",
      headers: { authorization: `Local ${LOCAL_KEY}` },
    });
    const { path } = (await link.json()) as { path: string };
    const secret = path.replace("/set-up#", "");
    expect((await auth("link", { secret })).answer).toEqual({ for: "FIRST_ADMIN", name: null });
    const { response, cookie } = await auth("set-up", { secret, name: " Ada ", password: PASSWORD });
    expect(response.status).toBe(200);
    expect(await watching.closed).toMatchObject({ code: 4403 });
    expect(await who({})).toEqual(NOBODY);
    expect(await who({ cookie: cookie?.split(";")[0] ?? "" })).toEqual({ name: "ada", role: "ADMIN" });
    expect(await state()).toMatchObject({ required: true, hasAdmin: true, signedInAs: null });
    // Used once.
    expect((await auth("set-up", { secret, name: "eve", password: PASSWORD })).answer.error.code).toBe("LINK_OVER");
    const again = await accounts.identity.users.makeSetUpLink(LOCAL_ADMIN.actor);
    expect(again.ok).toBe(false);
  });

  it("a newer set-up link ends the one before, and each ends by itself", async () => {
    const made = async () => {
      const outcome = await accounts.identity.users.makeSetUpLink(LOCAL_ADMIN.actor);
      return outcome.ok ? outcome.value.secret : "";
    };
    const [older, newer] = [await made(), await made()];
    const asked = async (secret: string) => (await auth("link", { secret })).response.status;
    expect([await asked(older), await asked(newer)]).toEqual([410, 200]);
    accounts.clock.advance(25 * 60 * MINUTE_MS);
    expect(await asked(newer)).toBe(410);
  });

  it("the local door opens to its key alone", async () => {
    for (const authorization of ["", "Local", "Local wrong", `Bearer ${LOCAL_KEY}`]) {
      const headers = authorization === "" ? {} : { authorization };
      const response = await fetch(`${api.url}/local/set-up-link`, { method: "POST", headers });
      expect(response.status).toBe(401);
    }
  });

  it("a password that is too easy, or a name that is taken, is refused at its field", async () => {
    await accounts.make("grace");
    const outcome = await accounts.identity.users.makeSetUpLink(LOCAL_ADMIN.actor);
    const secret = outcome.ok ? outcome.value.secret : "";
    const attempt = async (name: string, password: string) =>
      (await auth("set-up", { secret, name, password })).answer.error;
    expect((await attempt("Not A Name", "short")).problems.map(({ path }: { path: string }) => path)).toEqual([
      "name",
      "password",
    ]);
    expect((await attempt("local-admin", PASSWORD)).problems[0].path).toBe("name");
    expect((await attempt("grace", PASSWORD)).code).toBe("NAME_TAKEN");
  });
});

describe("where sign-in is required", () => {
  beforeEach(async () => {
    await reopen({ required: true });
  });

  it("nothing but sign-in and health is served without credentials, over HTTP and WebSocket", async () => {
    expect(await who({})).toEqual(NOBODY);
    await expect((await watch({}, false)).closed).resolves.toMatchObject({ code: 4403 });
    for (const path of ["/healthz", "/readyz", "/auth/state"])
      expect([200, 503]).toContain((await fetch(api.url + path)).status);
    const introspection = await post(api.url, { query: "{ __schema { types { name } } }" });
    expect(introspection.status).toBe(401);
  });

  it("a user signs in by name or e-mail, is known over HTTP and WebSocket, and signs out", async () => {
    await accounts.make("ada", "ADMIN");
    const byName = await signedIn(" ADA ");
    expect(await who(byName)).toEqual({ name: "ada", role: "ADMIN" });
    expect(await who(await signedIn("Ada@Team.example"))).toEqual({ name: "ada", role: "ADMIN" });
    const watching = await watch(byName);
    const begun = performance.now();
    const { cookie } = await auth("sign-out", {}, byName);
    expect(await watching.closed).toMatchObject({ code: 4403 });
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(cookie).toMatch(/Max-Age=0/);
    expect(await who(byName)).toEqual(NOBODY);
  });

  it("the cookie is out of scripts' reach, sent by this site only, and bound to https where there is https", async () => {
    await accounts.make("ada", "ADMIN");
    const plain = await auth("sign-in", { name: "ada", password: PASSWORD });
    expect(plain.cookie).toMatch(/^resource-manager-\w{8}=[\w-]{43}; .*Path=\/; .*HttpOnly; .*SameSite=Lax/);
    const https = await auth("sign-in", { name: "ada", password: PASSWORD }, { "x-forwarded-proto": "https" });
    expect(https.cookie).toMatch(/^__Host-resource-manager-\w{8}=.*Secure/);
    // A page over http may set a cookie of the other name: it counts for nothing here.
    const cookie = plain.cookie?.split(";")[0] ?? "";
    expect(await who({ cookie, "x-forwarded-proto": "https" })).toEqual(NOBODY);
  });

  it("whoever signs in gets a new secret and leaves the session before; the ledger has no secret in it", async () => {
    await accounts.make("ada", "ADMIN");
    const first = await signedIn("ada");
    const second = await auth("sign-in", { name: "ada", password: PASSWORD }, first);
    expect(await who(first)).toEqual(NOBODY);
    for (const file of [accounts.file, `${accounts.file}-wal`]) {
      const bytes = await readFile(file, "latin1");
      expect([bytes.includes(second.secret), bytes.includes(PASSWORD)]).toEqual([false, false]);
    }
  });

  it("a wrong password, a user whom there is not, and a disabled one are refused alike", async () => {
    await accounts.make("ada", "ADMIN");
    const bob = await accounts.make("bob");
    await accounts.identity.users.disable(LOCAL_ADMIN.actor, bob.id);
    const answers = await Promise.all(
      [
        { name: "ada", password: "wrong horse battery" },
        { name: "nobody-here", password: PASSWORD },
        { name: "bob", password: PASSWORD },
        { name: "ada", password: "" },
        { name: "ada", password: "x".repeat(999) },
      ].map(async (body) => {
        const { response, cookie, answer } = await auth("sign-in", body);
        return [response.status, cookie, answer];
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual([401, null, { error: expect.objectContaining({ code: "WRONG_CREDENTIALS" }) }]);
  });

  it("guessing is stopped for a user whom there is and for one whom there is not, and both hear until when", async () => {
    await accounts.make("ada", "ADMIN");
    for (const name of ["ada", "nobody-here"]) {
      // At once: an attempt counts from its beginning.
      const statuses = await Promise.all(
        Array.from(
          { length: 12 },
          async (_, i) => (await auth("sign-in", { name, password: `guess ${i}` })).response.status,
        ),
      );
      expect(statuses.sort()).toEqual([...Array(10).fill(401), 429, 429]);
    }
    const { response, answer } = await auth("sign-in", { name: "ada", password: PASSWORD });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBe(15 * 60);
    expect(answer.error.retryAt).toBe(new Date(accounts.clock.now().getTime() + 15 * MINUTE_MS).toISOString());
    accounts.clock.advance(15 * MINUTE_MS);
    await signedIn("ada");
  });

  it("guessing is stopped by address, too, and whoever has one password gains no guesses at others'", async () => {
    await accounts.make("ada", "ADMIN");
    const from = { "x-forwarded-for": "203.0.113.7" };
    const guess = async (name: string, headers: Record<string, string>) =>
      (await auth("sign-in", { name, password: PASSWORD }, headers)).response.status;
    for (let index = 0; index < 30; index += 1) {
      expect(await guess(`user-${index}`, from)).toBe(401);
      if (index < 5) expect(await guess("ada", from)).toBe(200);
    }
    expect(await guess("ada", from)).toBe(429);
    // What the client itself puts in front does not make it another address.
    expect(await guess("ada", { "x-forwarded-for": "198.51.100.1, 203.0.113.7" })).toBe(429);
    expect(await guess("ada", { "x-forwarded-for": "198.51.100.1" })).toBe(200);
  });

  it("a session ends when its user is disabled, and what they have open within a second", async () => {
    await accounts.make("ada", "ADMIN");
    const bob = await accounts.make("bob");
    const cookie = await signedIn("bob");
    const watching = await watch(cookie);
    const begun = performance.now();
    await accounts.identity.users.disable(LOCAL_ADMIN.actor, bob.id);
    expect(await watching.closed).toMatchObject({ code: 4403 });
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(await who(cookie)).toEqual(NOBODY);
    await accounts.identity.users.enable(LOCAL_ADMIN.actor, bob.id);
    expect(await who(cookie)).toEqual(NOBODY);
    await signedIn("bob");
  });

  it("a connection ends when its user's role changes; the session goes on with the new one", async () => {
    await accounts.make("ada", "ADMIN");
    const bob = await accounts.make("bob", "ADMIN");
    const cookie = await signedIn("bob");
    const watching = await watch(cookie);
    await accounts.identity.users.setRole(LOCAL_ADMIN.actor, bob.id, "AUDITOR");
    expect(await watching.closed).toMatchObject({ code: 4403 });
    expect(await who(cookie)).toEqual({ name: "bob", role: "AUDITOR" });
  });

  it("a session ends unused after a day, used after a week, and both end what is open", async () => {
    await accounts.make("ada", "ADMIN");
    const unused = await signedIn("ada");
    const watching = await watch(unused);
    accounts.clock.advance(SESSION_IDLE_MS);
    expect(await watching.closed).toMatchObject({ code: 4403 });
    expect(await who(unused)).toEqual(NOBODY);
    const used = await signedIn("ada");
    const other = await watch(used);
    const half = SESSION_IDLE_MS / 2;
    for (let time = half; time < SESSION_LASTS_MS; time += half) {
      accounts.clock.advance(half);
      expect(await who(used)).toMatchObject({ name: "ada" });
    }
    accounts.clock.advance(half);
    expect(await other.closed).toMatchObject({ code: 4403 });
    expect(await who(used)).toEqual(NOBODY);
    await expect.poll(async () => (await accounts.ledger.accounts()).sessions).toEqual([]);
  });

  it("sessions are known after a restart, and a user has so many at most", async () => {
    await accounts.make("ada", "ADMIN");
    const cookies = [];
    for (let index = 0; index <= SESSIONS_MAX; index += 1) {
      cookies.push(await signedIn("ada"));
      accounts.clock.advance(MINUTE_MS);
    }
    const [first = { cookie: "" }, second = { cookie: "" }] = cookies;
    expect([await who(first), await who(second)]).toEqual([NOBODY, { name: "ada", role: "ADMIN" }]);
    using restarted = await accounts.load();
    expect(restarted.core.sessions.all()).toHaveLength(SESSIONS_MAX);
    expect(restarted.core.sessions.recognise(second.cookie.split("=")[1] ?? "")?.method).toBe("PASSWORD");
  });

  it("a link gives another password, once, and ends what was open under the old one", async () => {
    const ada = await accounts.make("ada", "ADMIN");
    const before = await signedIn("ada");
    const made = await accounts.identity.users.makePasswordLink(LOCAL_ADMIN.actor, ada.id);
    const secret = made.ok ? made.value.secret : "";
    expect((await auth("link", { secret })).answer).toEqual({ for: "PASSWORD", name: "ada" });
    const next = "another horse battery";
    expect((await auth("password", { secret, password: next })).response.status).toBe(200);
    expect((await auth("password", { secret, password: next })).answer.error.code).toBe("LINK_OVER");
    expect(await who(before)).toEqual(NOBODY);
    expect((await auth("sign-in", { name: "ada", password: PASSWORD })).response.status).toBe(401);
    await signedIn("ada", next);
  });

  it("a page of another site can neither sign somebody in nor out, nor ask in their name", async () => {
    await accounts.make("ada", "ADMIN");
    const cookie = await signedIn("ada");
    const strange = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { host: "evil.example" },
    ].map((headers) => headers as Record<string, string>);
    for (const headers of strange.slice(0, 4)) {
      expect((await auth("sign-out", {}, { ...cookie, ...headers })).response.status).toBe(403);
      expect((await post(api.url, { query: WHO }, { ...cookie, ...headers })).status).toBe(403);
    }
    const form = await fetch(`${api.url}/auth/sign-out`, { method: "POST", headers: cookie, body: "a=b" });
    expect(form.status).toBe(415);
    const socket = new WebSocket(`${api.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers: { ...cookie, origin: "https://evil.example" },
    });
    expect(
      await new Promise((resolve) => socket.once("unexpected-response", (_, { statusCode }) => resolve(statusCode))),
    ).toBe(403);
    expect(await who(cookie)).toMatchObject({ name: "ada" });
  });

  it("what happened is in the audit trail, and no secret is", async () => {
    await accounts.make("ada", "ADMIN");
    const { cookie } = await signedIn("ada");
    await auth("sign-in", { name: "ada", password: "wrong horse battery" });
    await auth("sign-in", { name: "my-password-by-mistake", password: "x" });
    await auth("sign-out", {}, { cookie });
    const events = await accounts.ledger.auditEvents(EVERY_EVENT, 100, null);
    const seen = events.map(({ action, subject, result, actor }) => [action, subject, result, actor.name]).reverse();
    expect(seen.slice(-4)).toEqual([
      ["signIn", "user:ada", "DONE", "ada"],
      ["signIn", "user:ada", "REFUSED", "sign-in"],
      ["signIn", "user:unknown", "REFUSED", "sign-in"],
      ["signOut", "user:ada", "DONE", "ada"],
    ]);
    expect(events[0]?.actor.request).toMatchObject({ from: "127.0.0.1" });
    const text = JSON.stringify(events);
    for (const secret of [PASSWORD, "my-password-by-mistake", cookie.split("=")[1] ?? "-", "scrypt"])
      expect(text).not.toContain(secret);
    expect((await accounts.ledger.verifyAudit(null)).faults).toEqual([]);
  });
});

it("one asker's limits hold over HTTP and all WebSockets together, and are nobody else's", async () => {
  await api[Symbol.asyncDispose]();
  const limits = new AskerLimits(() => 0, { ...ASKER_LIMITS, requests: 4, subscriptions: 1 });
  api = await startTestApi({ identity: accounts.identity, now: () => accounts.clock.now() }, limits);
  await accounts.make("ada", "ADMIN");
  await accounts.make("bob", "ADMIN");
  const [ada, bob] = [await signedIn("ada"), await signedIn("bob")];
  await watch(ada);
  const second = await watch(ada, false);
  expect(await second.refused).toBe("TOO_MANY_SUBSCRIPTIONS");
  for (let index = 0; index < 3; index += 1) expect(await who(ada)).toMatchObject({ name: "ada" });
  expect(await who(ada)).toEqual([429, "TOO_MANY_REQUESTS"]);
  expect(await who(bob)).toMatchObject({ name: "bob" });
});

describe("the demo's identities", () => {
  it("are taken on with one click until somebody is in charge", async () => {
    await reopen({ demo: true });
    const names = ((await state()).demo as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["radia", "joan", "margaret", "ada"]));
    const { response, cookie } = await auth("demo", { name: "joan" });
    expect(response.status).toBe(200);
    const joan = { cookie: cookie?.split(";")[0] ?? "" };
    expect([await who(joan), await who({})]).toEqual([
      { name: "joan", role: "AUDITOR" },
      { name: "local-admin", role: "ADMIN" },
    ]);
    expect((await auth("sign-in", { name: "joan", password: "" })).response.status).toBe(401);
    const watching = await watch(joan);
    await accounts.make("boss", "ADMIN");
    expect(await watching.closed).toMatchObject({ code: 4403 });
    expect(await who(joan)).toEqual(NOBODY);
    expect((await state()).demo).toEqual([]);
    expect((await auth("demo", { name: "radia" })).answer.error.code).toBe("NOT_OFFERED");
  });

  it("are not offered outside a demo", async () => {
    expect((await state()).demo).toEqual([]);
    expect((await auth("demo", { name: "radia" })).response.status).toBe(403);
  });
});

describe("admins", () => {
  it("of whom one always remains, whatever is asked at once", async () => {
    const [ada, bob] = [await accounts.make("ada", "ADMIN"), await accounts.make("bob", "ADMIN")];
    const { users, core } = accounts.identity;
    const outcomes = await Promise.all([
      users.disable(LOCAL_ADMIN.actor, ada.id),
      users.setRole(LOCAL_ADMIN.actor, bob.id, null),
      users.setRole(LOCAL_ADMIN.actor, ada.id, "AUDITOR"),
      users.disable(LOCAL_ADMIN.actor, bob.id),
    ]);
    expect(outcomes.filter(({ ok }) => !ok).map((outcome) => !outcome.ok && outcome.error.kind)).toContain("LastAdmin");
    expect(core.roster.ableAdmins().map(({ name }) => name)).toEqual(["bob"]);
    expect(core.isRequired).toBe(true);
  });

  it("who have not chosen their password yet do not count", async () => {
    const ada = await accounts.make("ada", "ADMIN");
    const { users } = accounts.identity;
    await users.create(LOCAL_ADMIN.actor, { name: "later", email: null, role: "ADMIN" });
    const outcome = await users.disable(LOCAL_ADMIN.actor, ada.id);
    expect(outcome.ok ? null : outcome.error.kind).toBe("LastAdmin");
    const events = await accounts.ledger.auditEvents({ ...EVERY_EVENT, results: ["REFUSED"] }, 10, null);
    expect(events.map(({ action, subject }) => [action, subject])).toEqual([["disableUser", "user:ada"]]);
  });
});

/** A live view over a WebSocket that was opened with these headers, and how it is closed. */
async function watch(headers: Record<string, string>, untilFirst = true) {
  class WithHeaders extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, { headers });
    }
  }
  const closed = Promise.withResolvers<unknown>();
  const client: Client = createClient({
    url: `${api.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    lazy: false,
    on: { closed: (event) => closed.resolve(event) },
  });
  const changes = client.iterate({ query: "subscription { systemChanged { stale } }" });
  const first = nextResult(changes);
  const refused = first.then(
    () => null,
    (errors: unknown) => (Array.isArray(errors) ? errors[0].extensions.code : null),
  );
  if (untilFirst) await first;
  return { closed: closed.promise, refused };
}
