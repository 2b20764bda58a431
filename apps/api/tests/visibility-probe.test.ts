import { NO_TEAMS, type Viewer } from "@resource-manager/domain/model/actor";
import { notPermittedBecause, type Permission } from "@resource-manager/domain/rules/permissions";
import type { GraphQLField, GraphQLSchema } from "graphql";
import { type Client, createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { ROOT_PERMISSIONS } from "../src/graphql/permissions/root-permissions.ts";
import { makeSchema } from "../src/graphql/schema.ts";
import { once, post } from "../src/testing/graphql-client.ts";
import { notForAsker } from "./visibility/audience.ts";
import { type Asked, everythingSeen, fieldsToSee, mutationText, quoted, type Target } from "./visibility/operations.ts";
import { type Asker, OTHER_TEAM, openWorld, type World } from "./visibility/world.ts";

const TARGETS = ["own", "mate", "other", "absent"] as const;
type TargetName = (typeof TARGETS)[number];

let schema: GraphQLSchema;
let world: World;
const sockets = new Map<string, Client>();

beforeAll(async () => {
  schema = await makeSchema();
  world = await openWorld();
}, 240_000);
afterAll(async () => {
  for (const client of sockets.values()) await client.dispose();
  await world?.[Symbol.asyncDispose]();
});

/** One row of the table: how much one asker asked over one transport, and what came of it. */
interface Tally {
  asked: number;
  served: number;
  refused: number;
  leaks: number;
  wronglyRefused: number;
}

const table = new Map<string, Tally>();
const wrong: string[] = [];

function tally(asker: Asker, transport: string): Tally {
  const key = `${asker.name} | ${transport}`;
  const known = table.get(key) ?? { asked: 0, served: 0, refused: 0, leaks: 0, wronglyRefused: 0 };
  table.set(key, known);
  known.asked += 1;
  return known;
}

test("the probe asks for every field that a query or a subscription can lead to", () => {
  const asked = new Set(everythingSeen(schema).flatMap(({ fields }) => fields));
  expect([...fieldsToSee(schema)].filter((field) => !asked.has(field))).toEqual([]);
});

test("nothing of another team is in any answer, what is there cannot be told from what is not, and nobody is refused wrongly", {
  timeout: 400_000,
}, async () => {
  for (const asker of world.askers) {
    for (const each of everythingSeen(schema)) {
      const transports = each.kind === "subscription" ? (["WebSocket"] as const) : (["HTTP", "WebSocket"] as const);
      for (const transport of transports) await look(asker, each, transport);
    }
  }
  expect(wrong).toEqual([]);
});

test("each change is admitted to whom the table of permissions has, for their own, a team mate's and another team's", {
  timeout: 400_000,
}, async () => {
  for (const asker of world.askers) {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      for (const transport of ["HTTP", "WebSocket"] as const) await change(asker, field, transport);
    }
  }
  expect(wrong).toEqual([]);
});

test("the table", () => {
  const head = ["who", "transport", "asked", "served", "refused", "leaks", "wrongly refused"];
  const rows = [...table].map(([key, each]) => [
    ...key.split(" | "),
    ...[each.asked, each.served, each.refused, each.leaks, each.wronglyRefused].map(String),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows])
    console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  const all = [...table.values()];
  expect(all.reduce((sum, { asked }) => sum + asked, 0)).toBeGreaterThan(4_000);
  expect(all.filter(({ leaks, wronglyRefused }) => leaks + wronglyRefused > 0)).toEqual([]);
  expect(all.filter(({ served }) => served === 0)).toEqual([]);
});

async function look(asker: Asker, asked: Asked, transport: "HTTP" | "WebSocket"): Promise<void> {
  const permission = ROOT_PERMISSIONS[asked.place] as Permission;
  const may = notPermittedBecause(viewerOf(asker), permission) === null;
  const answers = new Map<TargetName, string>();
  for (const name of asked.general ? (["other"] as const) : TARGETS) {
    const target = world.targets[name];
    const text = await answerTo(asker, asked.text(target), transport);
    answers.set(name, sameless(text, target));
    const counts = tally(asker, transport);
    const isRefused = /"(FORBIDDEN|UNAUTHENTICATED)"/.test(text);
    counts[isRefused ? "refused" : "served"] += 1;
    const where = `${asker.name} over ${transport}: ${asked.text(target).slice(0, 300)}`;
    if (isRefused === may || isBroken(text, isRefused, name)) {
      counts.wronglyRefused += 1;
      wrong.push(`${may ? "wrongly refused" : "wrongly served"}: ${where}: ${text.slice(0, 300)}`);
    }
    const leak = leakIn(asker, asked, text, target);
    if (leak !== null) {
      counts.leaks += 1;
      wrong.push(`leak of ${leak}: ${where}: ${around(text, leak)}`);
    }
    for (const field of isRefused ? [] : notForAsker(asker, text)) {
      counts.leaks += 1;
      wrong.push(`something in ${field}, which is not for them: ${where}`);
    }
    if (may && sees(asker, name) && asked.place === "Query.pod" && !text.includes(target.pod)) {
      counts.wronglyRefused += 1;
      wrong.push(`not shown: ${where}: ${text.slice(0, 300)}`);
    }
  }
  const [other, absent] = [answers.get("other"), answers.get("absent")];
  if (asked.general || sees(asker, "other") || other === absent) return;
  tally(asker, transport).leaks += 1;
  wrong.push(`told apart: ${asker.name} over ${transport}: ${asked.text(world.targets.other)}: ${other} / ${absent}`);
}

/** What a change is about; `thing`: what the permission is asked for, where there is a thing. */
const CHANGES: Readonly<Record<string, (target: Target) => Readonly<Record<string, string>>>> = {
  createPod: ({ namespace }) => ({
    ...{ namespace: quoted(namespace), name: quoted("another-pod"), image: quoted("registry.example/open:1") },
    resources: `{ cpu: "1", ram: "1Gi" }`,
  }),
  updatePod: ({ namespace, pod }) => ({
    ...{ namespace: quoted(namespace), name: quoted(pod), image: quoted("registry.example/open:2") },
  }),
  deletePod: ({ namespace, pod }) => ({ namespace: quoted(namespace), name: quoted(pod) }),
  cancelOperation: ({ operationId }) => ({ id: quoted(operationId) }),
  undoOperation: ({ operationId }) => ({ id: quoted(operationId) }),
  requestQuota: ({ team }) => ({ team: quoted(team), quota: "{ gpus: 65 }", reason: quoted("more") }),
  decideQuotaRequest: ({ quotaRequestId }) => ({ id: quoted(quotaRequestId), approve: "false" }),
  setMember: ({ team }) => ({ team: quoted(team), user: quoted("nora"), role: "VIEWER" }),
  createServiceAccount: ({ team }) => ({ team: quoted(team), name: quoted("another-robot"), role: "VIEWER" }),
  createPullSecret: ({ team }) => ({
    ...{ team: quoted(team), registry: quoted("registry.example"), username: quoted("u"), password: quoted("p") },
  }),
  disableServiceAccount: ({ serviceAccountId }) => ({ id: quoted(serviceAccountId) }),
  enableServiceAccount: ({ serviceAccountId }) => ({ id: quoted(serviceAccountId) }),
  removeMember: ({ team }) => ({ team: quoted(team), user: quoted("nora") }),
};

/** Not tried by somebody who may: it would end what the probe asks with. */
const NOT_DONE: ReadonlySet<string> = new Set(["endSessions"]);

async function change(
  asker: Asker,
  field: GraphQLField<unknown, unknown>,
  transport: "HTTP" | "WebSocket",
): Promise<void> {
  const permission = ROOT_PERMISSIONS[`Mutation.${field.name}`] as Permission;
  const viewer = viewerOf(asker);
  const mayAtAll = notPermittedBecause(viewer, permission) === null;
  if (mayAtAll && NOT_DONE.has(field.name)) return;
  const about = CHANGES[field.name];
  const answers = new Map<TargetName, string>();
  for (const name of about ? TARGETS : (["absent"] as const)) {
    const target = world.targets[name];
    const operation = mutationText(field, about?.(target));
    const text = await answerTo(asker, operation, transport);
    answers.set(name, sameless(text, target));
    const counts = tally(asker, transport);
    const type = /"__typename":"(\w+)"/.exec(text)?.[1] ?? "none";
    const expected = about ? expectedOf(asker, field.name, permission, name) : mayAtAll ? "served" : "NotPermitted";
    const isRefused = type === "NotPermitted" || (about !== undefined && type === "NotFound");
    counts[isRefused ? "refused" : "served"] += 1;
    const isRight =
      expected === "served" ? !isRefused || (about === undefined && isOwnReason(text)) : type === expected;
    if (!isRight || /"INTERNAL_SERVER_ERROR"|GRAPHQL_VALIDATION/.test(text)) {
      counts.wronglyRefused += 1;
      wrong.push(`${asker.name} over ${transport}: ${operation}: not ${expected}: ${text.slice(0, 400)}`);
    }
    const leak = leakIn(asker, null, text, target);
    if (leak !== null) {
      counts.leaks += 1;
      wrong.push(`leak of ${leak}: ${asker.name} over ${transport}: ${operation}: ${around(text, leak)}`);
    }
  }
  if (about === undefined || sees(asker, "other") || answers.get("other") === answers.get("absent")) return;
  tally(asker, transport).leaks += 1;
  wrong.push(`told apart: ${asker.name}: ${field.name}: ${answers.get("other")} / ${answers.get("absent")}`);
}

/** A change may be refused for what it is about: an account without a password has none to change. */
function isOwnReason(text: string): boolean {
  return !/who may:|API tokens that may:|takes a person/.test(text);
}

function expectedOf(asker: Asker, change: string, permission: Permission, name: TargetName): string {
  const viewer = viewerOf(asker);
  if (notPermittedBecause(viewer, permission) !== null) return "NotPermitted";
  if (name === "absent" || !sees(asker, name)) return "NotFound";
  const team = world.targets[name].team;
  // What is made is the maker's own; members, service accounts and requests for the team are nobody's in particular.
  const isOwn =
    change === "createPod" || (!OF_TEAM.has(change) && asker.name.startsWith(`${world.targets[name].owner},`));
  return notPermittedBecause(viewer, permission, { team, own: isOwn }) === null ? "served" : "NotPermitted";
}

const OF_TEAM: ReadonlySet<string> = new Set([
  ...["requestQuota", "setMember", "removeMember"],
  ...["createPullSecret", "createServiceAccount", "disableServiceAccount", "enableServiceAccount"],
]);

function viewerOf({ name, role, teamRole, scope, isServiceAccount }: Asker): Viewer {
  const teams = teamRole === null ? NO_TEAMS : new Map([[world.targets.own.team, teamRole]]);
  const standing = { role, teams, scope, ...(isServiceAccount ? { isServiceAccount } : {}) };
  return { actor: { kind: "USER", id: name, name }, ...standing };
}

function sees({ role, teamRole }: Asker, name: TargetName): boolean {
  if (name === "absent") return false;
  return role !== null || (name !== "other" && teamRole !== null);
}

/** A word of the other team's in an answer for somebody who does not see it; null: there is none. What was asked for may be said again. */
function leakIn(asker: Asker, asked: Asked | null, text: string, target: Target): string | null {
  if (sees(asker, "other")) return null;
  const rest = Object.values(target).reduce((all, word) => all.replaceAll(word, ""), text);
  const isTold = asked?.fields.includes("TeamHolding.team") === true;
  return [...world.secrets, ...(isTold ? [] : [OTHER_TEAM])].find((secret) => rest.includes(secret)) ?? null;
}

function isBroken(text: string, isRefused: boolean, name: TargetName): boolean {
  if (isRefused) return false;
  if (/"INTERNAL_SERVER_ERROR"|GRAPHQL_VALIDATION|QUERY_TOO_COMPLEX|BAD_USER_INPUT/.test(text)) return true;
  return name === "own" && text.includes('"errors"') && !text.includes('"NOT_FOUND"');
}

/** What differs by chance, or because other words were asked for, taken out. */
function sameless(text: string, target: Target): string {
  return Object.entries(target)
    .reduce((all, [field, word]) => all.replaceAll(word, `<${field}>`), text)
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"time"')
    .replaceAll(/"requestId":"[^"]*"/g, "")
    .replaceAll(/"(cursor|sequence|endCursor)":("[^"]*"|\d+)/g, "");
}

function around(text: string, word: string): string {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 150), at + 100);
}

/** What each may ask within ten seconds is limited: then the probe waits for its turn. */
async function answerTo(asker: Asker, query: string, transport: "HTTP" | "WebSocket"): Promise<string> {
  const text = await ask(asker, query, transport);
  const seconds = /"message":"more than [^"]* go on in (\d+)"/.exec(text)?.[1];
  if (seconds === undefined) return text;
  await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1_000));
  return answerTo(asker, query, transport);
}

async function ask({ name, headers }: Asker, query: string, transport: "HTTP" | "WebSocket"): Promise<string> {
  if (transport === "HTTP") return (await post(world.api.url, { query }, headers)).text;
  const client = sockets.get(name) ?? socketOf(headers);
  sockets.set(name, client);
  const { data, errors } = await once(client, { query });
  return JSON.stringify({ data, ...(errors ? { errors } : {}) });
}

/** The cookie comes with the request that opens the connection, as a browser sends it. */
function socketOf(headers: Readonly<Record<string, string>>): Client {
  class WithHeaders extends WebSocket {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols, { headers });
    }
  }
  return createClient({
    url: `${world.api.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
  });
}
