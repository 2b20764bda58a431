import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { post } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { CLIENT, type ProviderAccount, RedirectedBrowser, startOpenIdProvider } from "./open-id-provider.ts";

// A busy machine may take several times as long as an idle one.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let cluster: ClusterUnderTest;
let provider: Awaited<ReturnType<typeof startOpenIdProvider>>;
let folder: string;
let options: readonly string[];
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  folder = await mkdtemp(join(tmpdir(), "resource-manager-oidc-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  provider = await startOpenIdProvider(`${origin}/auth/oidc/callback`);
  const secretFile = join(folder, "client-secret");
  await writeFile(secretFile, `${CLIENT.secret}\n`, { mode: 0o600 });
  const client = ["--oidc-client-id", CLIENT.id, "--oidc-client-secret-file", secretFile, "--oidc-name", "the company"];
  options = ["--port", String(port), "--public-url", origin, "--oidc-issuer", provider.issuer, ...client];
  api = await startApiUnderTest(cluster.kubeconfigPath, { options });
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const ada: ProviderAccount = {
  sub: "provider-1",
  email: "Ada@Team.example",
  email_verified: true,
  preferred_username: "a.lovelace",
};
const isOfOurs = (url: URL): boolean => url.origin === api.url && !url.pathname.startsWith("/auth/");

async function arrive(account: ProviderAccount | null, path = "/auth/oidc", browser = new RedirectedBrowser()) {
  provider.setAccount(account);
  const { end, way } = await browser.go(api.url + path, isOfOurs);
  const cookie = browser.cookies(new URL(api.url));
  const { data } = await post(api.url, { query: "{ viewer { name how role } }" }, cookie === "" ? {} : { cookie });
  return { end, way, viewer: data?.viewer as { name: string; how: string; role: string | null } };
}

const LOCAL = { name: "local-admin", how: "OPEN", role: "ADMIN" };

async function createUser(name: string, email: string): Promise<string> {
  const query = `mutation { createUser(input: { name: "${name}", email: "${email}", role: AUDITOR }) {
    ... on CreateUserSuccess { user { id } } } }`;
  const { data } = await post(api.url, { query });
  const made = data as { createUser: { user: { id: string } } };
  return made.createUser.user.id;
}

it("the provider is offered by its name, and is asked for a code with PKCE, state and nonce", async () => {
  expect(await (await fetch(`${api.url}/auth/state`)).json()).toMatchObject({ provider: "the company" });
  const { way } = await arrive(ada);
  const asked = new URL(way[1] ?? "").searchParams;
  expect([asked.get("response_type"), asked.get("code_challenge_method")]).toEqual(["code", "S256"]);
  expect([asked.get("state")?.length, asked.get("nonce")?.length].every((length) => (length ?? 0) > 20)).toBe(true);
});

it("somebody whom nobody here knows is refused, and so is one whose e-mail address is not verified", async () => {
  expect(await arrive(ada)).toMatchObject({ end: "/sign-in?refused=unknown", viewer: LOCAL });
  await createUser("mallory", "mallory@team.example");
  const claiming = { ...ada, sub: "provider-2", email: "mallory@team.example", email_verified: false };
  expect(await arrive(claiming)).toMatchObject({ end: "/sign-in?refused=unknown", viewer: LOCAL });
});

it("a user is linked by their verified e-mail address, and known by the account from then on", async () => {
  const id = await createUser("ada", "ada@team.example");
  const known = { name: "ada", how: "OIDC", role: "AUDITOR" };
  expect(await arrive(ada, "/auth/oidc?return=/pods%3Fstatus%3DPENDING")).toMatchObject({
    end: "/pods?status=PENDING",
    viewer: known,
  });
  expect((await arrive({ ...ada, email: "changed@elsewhere.example" })).viewer).toEqual(known);
  await post(api.url, { query: `mutation { disableUser(input: { id: "${id}" }) { __typename } }` });
  expect(await arrive(ada)).toMatchObject({ end: "/sign-in?refused=unknown", viewer: LOCAL });
  await post(api.url, { query: `mutation { enableUser(input: { id: "${id}" }) { __typename } }` });
});

it("leads nowhere else afterwards", async () => {
  for (const target of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const { end } = await arrive(ada, `/auth/oidc?return=${encodeURIComponent(target)}`);
    expect([target, end]).toEqual([target, "/"]);
  }
});

it("an answer that another browser got, that was changed, or that was used, signs nobody in", async () => {
  const refused = { end: "/sign-in?refused=failed", viewer: LOCAL };
  provider.setAccount(ada);
  const mine = new RedirectedBrowser();
  const { way } = await mine.go(`${api.url}/auth/oidc`, (url) => url.pathname === "/auth/oidc/callback");
  expect(way.length).toBeGreaterThan(1);
  const other = new RedirectedBrowser();
  const callbackOf = async (browser: RedirectedBrowser) => {
    const urls: URL[] = [];
    await browser.go(`${api.url}/auth/oidc`, (url) => url.pathname === "/auth/oidc/callback" && urls.push(url) > 0);
    return `${urls[0]?.pathname}${urls[0]?.search}`;
  };
  const answer = await callbackOf(mine);
  expect(await arrive(ada, answer, other)).toMatchObject(refused);
  const changed = answer.replace(/state=[^&]+/, "state=another");
  expect(await arrive(ada, changed, mine)).toMatchObject(refused);
  // The attempt was used up by the changed one.
  expect(await arrive(ada, answer, mine)).toMatchObject(refused);
  expect(await arrive(null)).toMatchObject(refused);
});

it("makes users of those whom nobody knows where that is configured, without any role", async () => {
  await api[Symbol.asyncDispose]();
  api = await startApiUnderTest(cluster.kubeconfigPath, { options: [...options, "--oidc-unknown-users", "create"] });
  expect((await arrive(ada)).viewer).toEqual({ name: "a.lovelace", how: "OIDC", role: null });
  const namesake = { ...ada, sub: "provider-3", email: "other@team.example" };
  expect((await arrive(namesake)).viewer).toEqual({ name: "a.lovelace-2", how: "OIDC", role: null });
  expect((await arrive(ada)).viewer.name).toBe("a.lovelace");
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
