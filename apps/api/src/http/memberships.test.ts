import { Memberships } from "@resource-manager/domain/identity/memberships";
import { ServiceAccounts } from "@resource-manager/domain/identity/service-accounts";
import { NO_TEAMS, type TeamRole, type Viewer } from "@resource-manager/domain/model/actor";
import { EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { newTeam } from "@resource-manager/domain/model/team";
import { ApiTokens } from "@resource-manager/domain/operations/api-tokens";
import { EVERY_RIGHT, rightsOf } from "@resource-manager/domain/rules/rights";
import { CloseCode } from "graphql-ws";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";
import { standingOf, tellOfStandings } from "../standings.ts";
import { newSecret } from "../system-clock.ts";
import { connect, nextResult, post } from "../testing/graphql-client.ts";
import { ledgerPod, operation } from "../testing/samples.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";
import { openTestIdentity, type TestIdentity } from "../testing/test-identity.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ADMIN = LOCAL_ADMIN.actor;
let accounts: TestIdentity;
let memberships: Memberships;
let serviceAccounts: ServiceAccounts;
let tokens: ApiTokens;
let api: TestApi;

beforeEach(async () => {
  accounts = await openTestIdentity();
  const { ledger, clock, identity } = accounts;
  await ledger.write(async (tx) => {
    await tx.upsertTeam(newTeam("blue"));
    await tx.upsertTeam(newTeam("red"));
  });
  await accounts.make("ann");
  await accounts.make("bob");
  memberships = await load();
  const ids = { uuid: () => crypto.randomUUID() };
  serviceAccounts = await ServiceAccounts.load({ ledger, clock, ids });
  const parts = { identity, memberships, serviceAccounts };
  const onFault = (fault: unknown) => accounts.faults.push(fault);
  const ofPrincipal = (id: string) => standingOf(id, parts);
  const asked = { standingOf: ofPrincipal, serviceAccount: (id: string) => serviceAccounts.get(id) };
  tokens = await ApiTokens.load({ ledger, clock, ids, newSecret, ...asked, onFault });
  tellOfStandings(parts, tokens);
  api = await startTestApi({
    identity,
    memberships,
    serviceAccounts,
    tokens,
    ledger,
    auditRefused: async () => undefined,
  });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await accounts[Symbol.asyncDispose]();
});

/** As after a restart. */
function load(): Promise<Memberships> {
  const { ledger, clock, identity } = accounts;
  const { roster } = identity.core;
  return Memberships.load({ ledger, clock, user: (id) => roster.user(id), userNamed: (name) => roster.named(name) });
}

const asked = (user: string, more: { team?: string; dryRun?: boolean; operationId?: string } = {}) => ({
  ...{ team: "blue", user, dryRun: false, operationId: null },
  ...more,
});
const set = (user: string, role: TeamRole, more = {}) =>
  memberships.set(ADMIN, { ...asked(user, more), role }, EVERY_RIGHT);
const idOf = (name: string): string => accounts.identity.core.roster.named(name)?.id ?? "";
const roles = (name: string, of = memberships) => Object.fromEntries(of.rolesOf(idOf(name)));

function viewerNamed(name: string): Viewer {
  const id = idOf(name);
  return { actor: { kind: "USER", id, name }, role: null, teams: memberships.rolesOf(id), scope: null };
}

async function tokenOf(name: string, teams: readonly string[] | null = null): Promise<string> {
  const wish = { name: "a test", scope: "WRITE", teams, expiresInDays: 1, serviceAccountId: null } as const;
  const made = await tokens.create(viewerNamed(name), wish);
  if (!made.ok) throw new Error(made.error.message);
  return made.value.secret;
}

test("a member is added, gets another role and is removed, each audited, and known after a restart", async () => {
  expect(await set("ann", "MEMBER", { dryRun: true })).toMatchObject({
    ok: true,
    value: { before: null, after: "MEMBER" },
  });
  expect(roles("ann")).toEqual({});
  expect(await set("ann", "MEMBER")).toMatchObject({ ok: true, value: { before: null, after: "MEMBER" } });
  expect(await set("ann", "LEAD")).toMatchObject({ ok: true, value: { before: "MEMBER", after: "LEAD" } });
  expect(roles("ann", await load())).toEqual({ blue: "LEAD" });
  await memberships.remove(ADMIN, asked("ann"), EVERY_RIGHT);
  expect([roles("ann"), roles("ann", await load())]).toEqual([{}, {}]);
  const events = await accounts.ledger.auditEvents({ ...EVERY_EVENT, subject: "team:blue" }, 10, null);
  expect(events.map(({ action, before, after }) => [action, before, after])).toEqual([
    ["removeMember", { member: "ann", role: "LEAD" }, null],
    ["setMember", { member: "ann", role: "MEMBER" }, { member: "ann", role: "LEAD" }],
    ["setMember", null, { member: "ann", role: "MEMBER" }],
  ]);
});

test("a copy that comes late does not undo what was decided since", async () => {
  const operationId = crypto.randomUUID();
  await set("ann", "MEMBER", { operationId });
  await memberships.remove(ADMIN, asked("ann"), EVERY_RIGHT);
  expect(await set("ann", "MEMBER", { operationId })).toMatchObject({ ok: true, value: { after: null } });
  expect(roles("ann")).toEqual({});
  expect(await set("ann", "LEAD", { operationId })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
});

test("a lead says who is in the own team and in no other; a member in none", async () => {
  await set("ann", "LEAD");
  const byAnn = (team: string) => {
    const viewer = viewerNamed("ann");
    return memberships.set(viewer.actor, { ...asked("bob", { team }), role: "MEMBER" }, rightsOf(viewer));
  };
  expect(await byAnn("blue")).toMatchObject({ ok: true });
  const [others, absent] = [await byAnn("red"), await byAnn("none")];
  expect([others, absent]).toMatchObject([
    { ok: false, error: { kind: "NotFound", message: 'there is no team "red"' } },
    { ok: false, error: { kind: "NotFound", message: 'there is no team "none"' } },
  ]);
  const bob = viewerNamed("bob");
  const byBob = await memberships.remove(bob.actor, asked("ann"), rightsOf(bob));
  expect(byBob).toMatchObject({ ok: false, error: { kind: "NotPermitted" } });
});

test("a role that is taken away is gone for open WebSockets within a second, and for tokens at their next request", async () => {
  await set("ann", "MEMBER");
  const authorization = `Bearer ${await tokenOf("ann")}`;
  const teams = async () => (await post(api.url, { query: "{ teams { name } }" }, { authorization })).data;
  expect(await teams()).toEqual({ teams: [{ name: "blue" }] });
  const client = connect(api.url, { authorization });
  const closed = new Promise<number>((resolve) =>
    client.on("closed", (event) => resolve((event as { code: number }).code)),
  );
  const results = client.iterate<{ teamsChanged: object }>({ query: "subscription { teamsChanged { name } }" });
  expect((await nextResult(results)).data?.teamsChanged).toEqual([{ name: "blue" }]);
  const begun = performance.now();
  await memberships.remove(ADMIN, asked("ann"), EVERY_RIGHT);
  expect(await closed).toBe(CloseCode.Forbidden);
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(await teams()).toEqual({ teams: [] });
  await client.dispose();
});

test("a lead makes a service account and its token by GraphQL; disabled, its open WebSockets end within a second", async () => {
  await set("ann", "LEAD");
  const lead = { authorization: `Bearer ${await tokenOf("ann")}` };
  const refused = await post(api.url, { query: CREATE_ACCOUNT }, lead);
  expect(refused.data?.createServiceAccount).toMatchObject({ __typename: "NotPermitted" });
  const made = (await post(api.url, { query: CREATE_ACCOUNT })).data?.createServiceAccount as ServiceAccountMade;
  const create = `mutation { createApiToken(input: { name: "n", scope: WRITE, serviceAccountId: "${made.serviceAccount.id}" }) {
    ... on CreateApiTokenSuccess { secret token { serviceAccount { name tokens { name } } } } } }`;
  const created = (await post(api.url, { query: create })).data?.createApiToken as TokenMade;
  expect(created.token.serviceAccount).toEqual({ name: "ci", tokens: [{ name: "n" }] });
  const authorization = `Bearer ${created.secret}`;
  const seen = "{ viewer { id } teams { name serviceAccounts { name role disabledAt tokens { name } } } }";
  const asked = await post(api.url, { query: seen }, { authorization });
  const account = { name: "ci", role: "MEMBER", disabledAt: null, tokens: null };
  expect(asked.data).toMatchObject({ teams: [{ name: "blue", serviceAccounts: [account] }] });
  const client = connect(api.url, { authorization });
  const closed = new Promise<number>((resolve) =>
    client.on("closed", (event) => resolve((event as { code: number }).code)),
  );
  const results = client.iterate<{ teamsChanged: object }>({ query: "subscription { teamsChanged { name } }" });
  expect((await nextResult(results)).data?.teamsChanged).toEqual([{ name: "blue" }]);
  const begun = performance.now();
  const disable = `mutation { disableServiceAccount(input: { id: "${made.serviceAccount.id}" }) { __typename } }`;
  expect((await post(api.url, { query: disable })).data?.disableServiceAccount).toMatchObject({
    __typename: "ServiceAccountSuccess",
  });
  expect(await closed).toBe(CloseCode.Forbidden);
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect((await post(api.url, { query: seen }, { authorization })).status).toBe(401);
  await client.dispose();
});

const CREATE_ACCOUNT = `mutation { createServiceAccount(input: { team: "blue", name: "ci", role: MEMBER }) {
  __typename ... on ServiceAccountSuccess { serviceAccount { id } } } }`;

interface ServiceAccountMade {
  readonly serviceAccount: { readonly id: string };
}

interface TokenMade {
  readonly secret: string;
  readonly token: { readonly serviceAccount: object };
}

test("operations and teams of others take the same reads as what there is not, also while they are remembered", async () => {
  await set("ann", "MEMBER");
  const authorization = `Bearer ${await tokenOf("ann")}`;
  const others = operation(crypto.randomUUID(), ledgerPod("others-pod", 0, null, { team: "red" }));
  api.ledger.commit({ operations: [others] });
  expect(api.live.operations.get(others.id)).not.toBeNull();
  const reads = {
    operation: vi.spyOn(accounts.ledger, "operation"),
    storedOperation: vi.spyOn(accounts.ledger, "storedOperation"),
    team: vi.spyOn(accounts.ledger, "team"),
    namespaces: vi.spyOn(accounts.ledger, "namespaces"),
  };
  const work = async (query: string) => {
    for (const read of Object.values(reads)) read.mockClear();
    expect((await post(api.url, { query }, { authorization })).data).toEqual({ it: null });
    return Object.entries(reads).map(([name, read]) => [name, read.mock.calls.length]);
  };
  const byId = (id: string) => work(`{ it: operation(id: "${id}") { id } }`);
  expect(await byId(others.id)).toEqual(await byId(crypto.randomUUID()));
  const byName = (name: string) => work(`{ it: team(name: "${name}") { name } }`);
  expect(await byName("red")).toEqual(await byName("none"));
});

test("who looks at their team is told when somebody else comes into it", async () => {
  await set("ann", "MEMBER");
  const client = connect(api.url, { authorization: `Bearer ${await tokenOf("ann")}` });
  const query = "subscription { teamsChanged { name members { name } } }";
  const results = client.iterate<{ teamsChanged: object }>({ query });
  const first = [{ name: "blue", members: [{ name: "ann" }] }];
  expect((await nextResult(results)).data?.teamsChanged).toEqual(first);
  await set("bob", "VIEWER");
  const next = [{ name: "blue", members: [{ name: "ann" }, { name: "bob" }] }];
  expect((await nextResult(results)).data?.teamsChanged).toEqual(next);
  await client.dispose();
});

test("a token may what its maker may now, in the teams that it is for", async () => {
  await set("ann", "LEAD");
  await set("ann", "MEMBER", { team: "red" });
  const [whole, blue] = [await tokenOf("ann"), await tokenOf("ann", ["blue"])];
  const seen = (secret: string) => Object.fromEntries(tokens.viewerOf(secret)?.teams ?? NO_TEAMS);
  expect([seen(whole), seen(blue)]).toEqual([{ blue: "LEAD", red: "MEMBER" }, { blue: "LEAD" }]);
  await set("ann", "VIEWER");
  expect([seen(whole), seen(blue)]).toEqual([{ blue: "VIEWER", red: "MEMBER" }, { blue: "VIEWER" }]);
  await accounts.identity.users.disable(ADMIN, idOf("ann"));
  expect([tokens.viewerOf(whole), tokens.viewerOf(blue)]).toEqual([null, null]);
});

test("a token is made for teams that its maker sees, and others neither list nor revoke it", async () => {
  await set("ann", "MEMBER");
  await set("bob", "MEMBER");
  const wish = { name: "a test", scope: "WRITE", expiresInDays: 1, serviceAccountId: null } as const;
  const made = await tokens.create(viewerNamed("ann"), { ...wish, teams: ["red"] });
  expect(made).toMatchObject({
    ok: false,
    error: { problems: [{ path: "teams.0", message: 'there is no team "red"' }] },
  });
  await tokenOf("ann");
  const [token] = tokens.list(viewerNamed("ann"));
  expect(tokens.list(viewerNamed("bob"))).toEqual([]);
  expect(tokens.list(LOCAL_ADMIN)).toEqual([token]);
  const [others, absent] = [
    await tokens.revoke(viewerNamed("bob"), token?.id ?? ""),
    await tokens.revoke(viewerNamed("bob"), "none"),
  ];
  expect(others).toEqual(absent);
});
