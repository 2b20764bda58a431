import { readFile } from "node:fs/promises";
import type { Actor } from "@resource-manager/domain/model/actor";
import { EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { refuse } from "@resource-manager/domain/model/result";
import { type NewToken, TOKEN_DAYS_MAX } from "@resource-manager/domain/operations/api-tokens";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";
import { connect, nextResult, once, post } from "../testing/graphql-client.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";
import { openTestTokens, type TestTokens } from "../testing/test-tokens.ts";

// A busy machine may take several times as long as an idle one.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DAY_MS = 24 * 60 * 60_000;
const DELETE =
  'mutation { deletePod(input: { namespace: "n", name: "p" }) { __typename ... on UserError { message } } }';
const WHO = "{ viewer { name scope } }";

let tokens: TestTokens;
let api: TestApi;
let deletions: number;
const unexpected = () => Promise.reject(new Error("this test was not to call that"));
beforeEach(async () => {
  tokens = await openTestTokens();
  const auditRefused = (actor: Actor, action: string, subject: string, reason: string) => {
    const event = { actor, action, subject, result: "REFUSED", reason, before: null, after: null } as const;
    return tokens.ledger.write((tx) => tx.audit({ ...event, operationId: null }));
  };
  deletions = 0;
  const commands = {
    create: unexpected,
    update: unexpected,
    cancel: unexpected,
    undo: unexpected,
    repair: unexpected,
    delete: async () => {
      deletions += 1;
      return refuse({ kind: "NotFound", what: "POD", message: "there is no such pod" } as const);
    },
  };
  api = await startTestApi({ tokens: tokens.tokens, auditRefused, commands });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  expect(tokens.faults).toEqual([]);
  await tokens[Symbol.asyncDispose]();
});

const bearer = ({ secret }: NewToken) => ({ authorization: `Bearer ${secret}` });

describe("a token", () => {
  it("is made, listed, used and revoked through the API, and its secret is told once", async () => {
    const made = await post(api.url, {
      query: `mutation { createApiToken(input: { name: " ci ", scope: READ }) {
        ... on CreateApiTokenSuccess { secret token { id name scope createdBy lastUsedAt revokedAt } } } }`,
    });
    const told = made.data?.createApiToken as { secret: string; token: { id: string } };
    const { secret, token } = told;
    expect(secret).toMatch(/^rm_[\w-]{43}$/);
    expect(token).toMatchObject({ name: "ci", scope: "READ", createdBy: "local-admin", lastUsedAt: null });
    const headers = { authorization: `Bearer ${secret}` };
    expect((await post(api.url, { query: WHO }, headers)).data).toEqual({ viewer: { name: "ci", scope: "READ" } });
    const listed = await post(api.url, { query: "{ apiTokens { id lastUsedAt } }" });
    expect(listed.data?.apiTokens).toEqual([{ id: token.id, lastUsedAt: tokens.clock.now().toISOString() }]);
    const revoke = `mutation { revokeApiToken(input: { id: "${token.id}" }) { __typename } }`;
    expect((await post(api.url, { query: revoke })).data).toEqual({
      revokeApiToken: { __typename: "RevokeApiTokenSuccess" },
    });
    const after = await post(api.url, { query: WHO }, headers);
    expect([after.status, after.data]).toEqual([401, undefined]);
  });

  it("leaves its secret neither in the ledger's files nor in the audit", async () => {
    const made = await tokens.make("WRITE");
    await post(api.url, { query: WHO }, bearer(made));
    for (const file of [tokens.file, `${tokens.file}-wal`])
      expect((await readFile(file, "latin1")).includes(made.secret)).toBe(false);
    expect((await readFile(`${tokens.file}-wal`, "latin1")).includes(made.token.secretHash)).toBe(true);
  });

  it("is known after a restart, with its last use and its end", async () => {
    const [kept, revoked] = [await tokens.make("READ"), await tokens.make("READ")];
    await post(api.url, { query: WHO }, bearer(kept));
    await tokens.revoke(revoked);
    using restarted = await tokens.load();
    expect(restarted.viewerOf(kept.secret)?.scope).toBe("READ");
    expect(restarted.viewerOf(revoked.secret)).toBeNull();
    const told = restarted
      .list(LOCAL_ADMIN)
      .map(({ lastUsedAt, revokedAt }) => [lastUsedAt !== null, revokedAt !== null]);
    expect(told).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it("with a name or a time that it cannot have is refused, and so is one of an unknown scope", async () => {
    const create = (input: string) =>
      post(api.url, {
        query: `mutation { createApiToken(input: { ${input} }) { __typename ... on InvalidInput { problems { path } } } }`,
      });
    const answer = await create(`name: "  ", scope: READ, expiresInDays: ${TOKEN_DAYS_MAX + 1}`);
    expect(answer.data?.createApiToken).toEqual({
      __typename: "InvalidInput",
      problems: [{ path: "name" }, { path: "expiresInDays" }],
    });
    expect((await create('name: "a", scope: ROOT')).errors).toHaveLength(1);
    expect(tokens.tokens.list(LOCAL_ADMIN)).toEqual([]);
  });
});

describe("credentials that are no good", () => {
  it("are refused, and never pass for the local admin", async () => {
    const expired = await tokens.make("WRITE", 1);
    tokens.clock.advance(DAY_MS);
    for (const authorization of ["", "Bearer", "Bearer x", "Basic YTpi", `Bearer ${expired.secret}`]) {
      const { status, data, errors } = await post(api.url, { query: WHO }, { authorization });
      expect([authorization, status, data]).toEqual([authorization, 401, undefined]);
      expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
      await expect(once(connect(api.url, { authorization }), { query: WHO })).rejects.toMatchObject({ code: 4403 });
    }
  });
});

describe("a live connection", () => {
  const watching = async (made: NewToken) => {
    const client = connect(api.url, bearer(made));
    const closed = new Promise<unknown>((resolve) => client.on("closed", (event) => resolve(event)));
    const changes = client.iterate({ query: "subscription { podsChanged { reset } }" });
    expect((await nextResult(changes)).data).toEqual({ podsChanged: { reset: true } });
    const ended = changes.next().catch((error: unknown) => error);
    return { closed, ended };
  };

  it("ends when its token is revoked, and the others go on", async () => {
    const [made, other] = [await tokens.make("READ"), await tokens.make("READ")];
    const { closed, ended } = await watching(made);
    const stays = await watching(other);
    await tokens.revoke(made);
    expect(await closed).toMatchObject({ code: 4403 });
    await ended;
    await expect.poll(() => api.channels.subscriberCount).toBe(1);
    await tokens.revoke(other);
    expect(await stays.closed).toMatchObject({ code: 4403 });
  });

  it("ends when its token expires, however far ahead that was", async () => {
    const { closed } = await watching(await tokens.make("READ", TOKEN_DAYS_MAX));
    tokens.clock.advance((TOKEN_DAYS_MAX - 1) * DAY_MS);
    tokens.clock.advance(DAY_MS);
    expect(await closed).toMatchObject({ code: 4403 });
  });

  it("serves nothing more from the moment of the end, even where its client does not hang up", async () => {
    const made = await tokens.make("WRITE");
    const url = `${api.url.replace("http", "ws")}/graphql`;
    const socket = new WebSocket(url, "graphql-transport-ws", { headers: bearer(made) });
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send('{"type":"connection_init"}');
    await new Promise((resolve) => socket.once("message", resolve));
    const ask = (id: string) => socket.send(JSON.stringify({ id, type: "subscribe", payload: { query: DELETE } }));
    ask("before");
    await expect.poll(() => deletions).toBe(1);
    // It reads no more, so it does not see that it is told goodbye.
    socket.pause();
    await tokens.revoke(made);
    ask("after");
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
    expect(deletions).toBe(1);
  });

  it("is known by the header of the request that opened it, too", async () => {
    const headers = bearer(await tokens.make("READ"));
    const socket = new WebSocket(`${api.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { headers });
    const answered = new Promise<string>((resolve) =>
      socket.on("message", (data) => {
        const message = JSON.parse(String(data));
        if (message.type === "next") resolve(message.payload.data.viewer.scope);
      }),
    );
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send('{"type":"connection_init"}');
    await new Promise((resolve) => socket.once("message", resolve));
    socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: WHO } }));
    expect(await answered).toBe("READ");
    socket.terminate();
  });
});

it("what a token changes, and what it is refused, is audited under its name and its maker's", async () => {
  const made = await tokens.make("READ");
  const { data } = await post(api.url, { query: DELETE }, bearer(made));
  expect(data?.deletePod).toMatchObject({ __typename: "NotPermitted", message: expect.stringContaining("WRITE") });
  await tokens.revoke(made);
  const events = await tokens.ledger.auditEvents(EVERY_EVENT, 10, null);
  expect(events.map(({ action, subject, result, actor }) => [action, subject, result, actor.kind])).toEqual([
    ["revokeApiToken", `token:${made.token.id}`, "DONE", "USER"],
    ["deletePod", "pod:n/p", "REFUSED", "TOKEN"],
    ["createApiToken", `token:${made.token.id}`, "DONE", "USER"],
  ]);
  expect(events[1]?.actor).toMatchObject({ name: "READ for a test", onBehalfOf: "local-admin" });
});
