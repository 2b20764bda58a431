import { EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { post } from "../../testing/graphql-client.ts";
import { startTestApi, type TestApi } from "../../testing/test-api.ts";
import { openTestIdentity, PASSWORD, type TestIdentity } from "../../testing/test-identity.ts";

// A busy machine may take several times as long as an idle one.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let accounts: TestIdentity;
let api: TestApi;
beforeEach(async () => {
  accounts = await openTestIdentity();
  api = await startTestApi({
    identity: accounts.identity,
    auditRefused: (actor, action, subject, reason) => accounts.identity.core.refused(actor, action, subject, reason),
  });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  expect(accounts.faults).toEqual([]);
  await accounts[Symbol.asyncDispose]();
});

async function signedIn(name: string, password = PASSWORD): Promise<{ cookie: string }> {
  const response = await fetch(`${api.url}/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password }),
  });
  return { cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

const ask = async (query: string, headers = {}) => {
  const { data, errors } = await post(api.url, { query }, headers);
  return { data: data as Record<string, never>, code: errors?.[0]?.extensions.code };
};
const change = async (field: string, input: string, selection = "", headers = {}) => {
  const told = `__typename ${selection} ... on UserError { message code }`;
  const { data } = await ask(`mutation { done: ${field}(input: { ${input} }) { ${told} } }`, headers);
  return data.done as unknown as Record<string, unknown> & { __typename: string };
};

it("an admin makes a user, whose link gives them a password, once", async () => {
  const made = await change("createUser", 'name: "Ada", email: "ada@team.example", role: AUDITOR', CREATED);
  expect(made).toMatchObject({ user: { name: "ada", role: "AUDITOR", hasPassword: false, disabledAt: null } });
  const { path } = made.link as { path: string };
  expect(path).toMatch(/^\/set-up#[\w-]{43}$/);
  const chosen = await fetch(`${api.url}/auth/password`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret: path.split("#")[1], password: PASSWORD }),
  });
  expect(chosen.status).toBe(200);
  const { data } = await ask("{ users { name hasPassword } viewer { name how role } }", await signedIn("nobody"));
  expect(data).toMatchObject({ users: [{ name: "ada", hasPassword: true }], viewer: { how: "OPEN" } });
  expect((await ask("{ viewer { name how role } }", await signedIn("ada"))).data).toEqual({
    viewer: { name: "ada", how: "PASSWORD", role: "AUDITOR" },
  });
});

it("a name or e-mail that another has, and one that cannot be, are refused", async () => {
  await accounts.make("ada");
  expect(await change("createUser", 'name: "ada"')).toMatchObject({ __typename: "NameTaken" });
  expect(await change("createUser", 'name: "eve", email: "ADA@team.example"')).toMatchObject({
    __typename: "NameTaken",
  });
  const faulty = await change("createUser", 'name: "a b", email: "nowhere"', PROBLEMS);
  expect(faulty).toMatchObject({ problems: [{ path: "name" }, { path: "email" }] });
});

it("only admins see and change users; everybody has their own account", async () => {
  const [admin, plain] = [await accounts.make("admin-1", "ADMIN"), await accounts.make("plain")];
  const asAdmin = await signedIn("admin-1");
  await accounts.make("auditor-1", "AUDITOR");
  for (const name of ["plain", "auditor-1"]) {
    const headers = await signedIn(name);
    expect((await ask("{ users { name } }", headers)).code).toBe("FORBIDDEN");
    for (const [field, input] of [
      ["createUser", 'name: "eve"'],
      ["disableUser", `id: "${admin.id}"`],
      ["setUserRole", `id: "${plain.id}", role: ADMIN`],
      ["createPasswordLink", `id: "${admin.id}"`],
    ] as const)
      expect([field, (await change(field, input, "", headers)).__typename]).toEqual([field, "NotPermitted"]);
    expect((await ask("{ sessions { method isCurrent } }", headers)).data).toEqual({
      sessions: [{ method: "PASSWORD", isCurrent: true }],
    });
  }
  expect((await ask("{ users { name } }", asAdmin)).data.users).toHaveLength(3);
  expect(await change("setUserRole", `id: "${plain.id}", role: AUDITOR`, CHANGED, asAdmin)).toMatchObject({
    user: { role: "AUDITOR" },
  });
  expect(await change("disableUser", `id: "${admin.id}"`, "", asAdmin)).toMatchObject({ code: "LAST_ADMIN" });
  expect(await change("disableUser", 'id: "nobody"', "", asAdmin)).toMatchObject({ code: "NOT_FOUND" });
  const refused = await accounts.ledger.auditEvents({ ...EVERY_EVENT, results: ["REFUSED"] }, 50, null);
  expect(refused.map(({ action }) => action)).toEqual(expect.arrayContaining(["createUser", "disableUser"]));
});

it("one's own password is changed with the one before, and ends one's other sessions", async () => {
  await accounts.make("ada", "ADMIN");
  const [here, elsewhere] = [await signedIn("ada"), await signedIn("ada")];
  const next = "another horse battery";
  const attempt = (current: string, wished: string) =>
    change("changePassword", `currentPassword: "${current}", newPassword: "${wished}"`, PROBLEMS, here);
  expect(await attempt("wrong", next)).toMatchObject({ problems: [{ path: "currentPassword" }] });
  expect(await attempt(PASSWORD, "short")).toMatchObject({ problems: [{ path: "newPassword" }] });
  expect((await attempt(PASSWORD, next)).__typename).toBe("ChangePasswordSuccess");
  expect((await ask("{ viewer { name } }", elsewhere)).code).toBe("UNAUTHENTICATED");
  expect((await ask("{ viewer { name } }", here)).data).toEqual({ viewer: { name: "ada" } });
  expect((await signedIn("ada")).cookie).toBe("");
  expect((await signedIn("ada", next)).cookie).not.toBe("");
  for (let index = 0; index < 10; index += 1) await attempt("wrong", next);
  expect(await attempt(next, PASSWORD)).toMatchObject({ code: "TOO_MANY_ATTEMPTS" });
});

it("one's own sessions are ended, one or all others; nobody ends another's", async () => {
  await accounts.make("ada", "ADMIN");
  await accounts.make("eve");
  const [here, , third] = [await signedIn("ada"), await signedIn("ada"), await signedIn("ada")];
  const eve = await signedIn("eve");
  const { sessions } = (await ask("{ sessions { id isCurrent } }", third)).data as never as {
    sessions: { id: string; isCurrent: boolean }[];
  };
  const id = sessions.find(({ isCurrent }) => isCurrent)?.id ?? "";
  expect(await change("endSessions", `id: "${id}"`, "", eve)).toMatchObject({ code: "NOT_FOUND" });
  expect(await change("endSessions", `id: "${id}"`, ENDED, here)).toMatchObject({ ended: 1 });
  expect((await ask("{ viewer { name } }", third)).code).toBe("UNAUTHENTICATED");
  expect(await change("endSessions", "", ENDED, here)).toMatchObject({ ended: 1 });
  expect((await ask("{ sessions { id } }", here)).data.sessions).toHaveLength(1);
  expect((await ask("{ viewer { name } }", eve)).data).toEqual({ viewer: { name: "eve" } });
});

it("who is not signed in has no account", async () => {
  expect((await ask("{ sessions { id } }")).data).toEqual({ sessions: [] });
  expect(await change("endSessions", "")).toMatchObject({ code: "NOT_FOUND" });
});

const PROBLEMS = "... on InvalidInput { problems { path } }";
const CREATED = "... on CreateUserSuccess { user { name role hasPassword disabledAt } link { path } }";
const CHANGED = "... on ChangeUserSuccess { user { role } }";
const ENDED = "... on EndSessionsSuccess { ended }";
