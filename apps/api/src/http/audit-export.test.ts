import { Memberships } from "@resource-manager/domain/identity/memberships";
import type { PlatformRole } from "@resource-manager/domain/model/actor";
import { newTeam } from "@resource-manager/domain/model/team";
import { LineCheck } from "@resource-manager/domain/rules/audit-lines";
import { EVERY_RIGHT } from "@resource-manager/domain/rules/rights";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";
import { openTestIdentity, PASSWORD, type TestIdentity } from "../testing/test-identity.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** More than two reads of the trail take. */
const EVENTS = 1_200;

let accounts: TestIdentity;
let api: TestApi;
const cookies = new Map<string, string>();
beforeAll(async () => {
  accounts = await openTestIdentity();
  const { ledger, clock, identity } = accounts;
  const { roster } = identity.core;
  await ledger.write((tx) => tx.upsertTeam(newTeam("blue")));
  const users = { user: (id: string) => roster.user(id), userNamed: (name: string) => roster.named(name) };
  const memberships = await Memberships.load({ ledger, clock, ...users });
  api = await startTestApi({ identity, memberships, ledger });
  for (const [name, role] of [
    ["root", "ADMIN"],
    ["audrey", "AUDITOR"],
    ["lena", null],
  ] as const)
    cookies.set(name, await signedIn(name, role));
  const lead = { team: "blue", user: "lena", role: "LEAD", dryRun: false, operationId: null } as const;
  await memberships.set(LOCAL_ADMIN.actor, lead, EVERY_RIGHT);
  await ledger.write(async (tx) => {
    for (let number = 0; number < EVENTS; number += 1) {
      await tx.audit({
        ...{ actor: LOCAL_ADMIN.actor, action: "updateTeam", subject: number % 2 === 0 ? "team:blue" : "team:red" },
        ...{ result: number % 3 === 0 ? "REFUSED" : "ACCEPTED", reason: null, operationId: null },
        ...{ before: null, after: [{ field: "description", value: `line ${number}\nand another` }] },
      });
    }
  });
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await accounts?.[Symbol.asyncDispose]();
});

async function signedIn(name: string, role: PlatformRole | null): Promise<string> {
  await accounts.make(name, role);
  const response = await fetch(`${api.url}/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

function asked(query = "", name = "audrey", headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api.url}/audit.jsonl${query}`, { headers: { cookie: cookies.get(name) ?? "", ...headers } });
}

async function linesOf(query = ""): Promise<readonly string[]> {
  const text = await (await asked(query)).text();
  expect(text === "" || text.endsWith("\n")).toBe(true);
  return text.split("\n").slice(0, -1);
}

test("the whole trail comes oldest first, and is proven without the ledger up to the head that is told", async () => {
  const response = await asked();
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit.jsonl"');
  const [sequence, hash = ""] = response.headers.get("x-audit-head")?.split(":") ?? [];
  const check = new LineCheck({ sequence: Number(sequence), hash });
  const lines = (await response.text()).split("\n").slice(0, -1);
  for (const line of lines) check.add(line);
  expect(check.end()).toMatchObject({ events: Number(sequence), leftOut: 0, faults: [], last: { hash } });
  expect(lines.length).toBeGreaterThan(EVENTS);
  // What comes later stands behind it: an export begins as the one before.
  expect((await linesOf()).slice(0, lines.length)).toEqual(lines);
});

test("it takes the filters of auditEvents, and what they leave out can be told from what was taken out", async () => {
  const lines = await linesOf("?team=blue&action=updateTeam&result=REFUSED&result=UNDONE");
  expect(lines).toHaveLength(EVENTS / 6);
  const events = lines.map((line) => JSON.parse(line));
  expect(events.every(({ subject, result }) => subject === "team:blue" && result === "REFUSED")).toBe(true);
  const check = new LineCheck();
  for (const line of lines) check.add(line);
  expect(check.end()).toMatchObject({ leftOut: (EVENTS / 6 - 1) * 5, faults: [] });
  expect(await linesOf("?until=2020-01-01T00:00:00Z")).toEqual([]);
});

test("a filter that is none, or makes no sense, is refused by its name", async () => {
  const refusal = async (query: string) => {
    const response = await asked(query);
    const { error } = (await response.json()) as { readonly error: { readonly message: string } };
    return [response.status, error.message];
  };
  expect(await refusal("?actions=x")).toEqual([400, expect.stringContaining('"actions" is no filter')]);
  expect(await refusal("?result=GOOD")).toEqual([400, expect.stringContaining("result: one of")]);
  expect(await refusal("?result=constructor")).toEqual([400, expect.stringContaining("result: one of")]);
  expect(await refusal("?since=yesterday")).toEqual([400, expect.stringContaining("since: a time")]);
  expect(await refusal("?team=blue&team=red")).toEqual([400, expect.stringContaining("team: at most 1")]);
  expect(await refusal("?team[x]=blue")).toEqual([400, expect.any(String)]);
});

test("only who may see all of the trail gets it, and pages of other sites do not", async () => {
  const status = async (...by: Parameters<typeof asked>) => (await asked(...by)).status;
  expect(await status("", "root")).toBe(200);
  expect(await status("", "lena")).toBe(403);
  expect(await status("", "nobody", { authorization: "Bearer rm_x" })).toBe(401);
  expect(await status("", "root", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).toBe(403);
  expect((await fetch(`${api.url}/audit.jsonl/more`, { headers: { cookie: cookies.get("root") ?? "" } })).status).toBe(
    404,
  );
  expect((await fetch(`${api.url}/audit.jsonl`, { method: "POST" })).status).toBe(405);
});

test("what goes wrong before the first line has an answer, and is in the log", async () => {
  vi.spyOn(accounts.ledger, "auditEventsAfter").mockRejectedValueOnce(new Error("disk on fire"));
  const response = await asked();
  expect([response.status, await response.json()]).toEqual([
    500,
    { error: { code: "INTERNAL_SERVER_ERROR", message: "internal error; it is in the log" } },
  ]);
  expect(JSON.stringify(api.logged())).toContain("disk on fire");
});

test("no more than a page is read ahead of who takes it slowly, and it ends with their session", async () => {
  const reads = vi.spyOn(accounts.ledger, "auditEventsAfter");
  await accounts.ledger.write(async (tx) => {
    const long = "x".repeat(25_000);
    for (let number = 0; number < EVENTS; number += 1)
      await tx.audit({
        ...{ actor: LOCAL_ADMIN.actor, action: "updateTeam", subject: "team:long", result: "ACCEPTED", reason: long },
        ...{ before: null, after: null, operationId: null },
      });
  });
  const response = await asked("?subject=team:long", "root");
  const reader = response.body?.getReader();
  await reader?.read();
  await fetch(`${api.url}/auth/sign-out`, {
    method: "POST",
    headers: { cookie: cookies.get("root") ?? "", "content-type": "application/json" },
    body: "{}",
  });
  expect(reads.mock.calls.length).toBeLessThan(3);
  const rest = async () => {
    for (;;) if ((await reader?.read())?.done) return;
  };
  await expect(rest()).rejects.toThrow();
});
