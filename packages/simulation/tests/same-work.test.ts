import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { Memberships } from "@resource-manager/domain/identity/memberships";
import type { Viewer } from "@resource-manager/domain/model/actor";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANNA, BIG, createRequest, DELETE, teamRequest, updateRequest, World } from "../src/world.ts";

/** Leads a team of her own, and has no part in the one whose things are asked for. */
const NORA: Viewer = {
  actor: { kind: "USER", id: "nora", name: "nora" },
  ...{ role: null, teams: new Map([["her-team", "LEAD"]]), scope: null },
};
const RIGHTS = rightsOf(NORA);

/** Every statement that any connection of this process ran, by its text. */
const statements: string[] = [];

let world: World;
let hidden: { readonly operationId: string; readonly teamOperationId: string; readonly requestId: string };
beforeAll(async () => {
  recordStatements();
  world = await World.open();
  world.cluster.addServer("a", BIG);
  await world.start();
  const pod = await world.during(world.process.commands.create(ANNA, createRequest()));
  const wish = { team: "test-team", quota: { gpus: 64 }, reason: "more", dryRun: false, operationId: null };
  const asked = await world.during(world.process.teams.requestQuota(ANNA, wish));
  const team = await world.during(world.process.teams.create(ANNA, teamRequest()));
  if (pod === "CRASHED" || asked === "CRASHED" || team === "CRASHED") throw new Error("no crash is planned");
  if (!pod.ok || !asked.ok || !team.ok) throw new Error("refused");
  hidden = {
    operationId: pod.value.operation?.id ?? "",
    teamOperationId: team.value.operation?.id ?? "",
    requestId: asked.value.request?.id ?? "",
  };
});
afterAll(() => world[Symbol.asyncDispose]());

interface Lookup {
  readonly name: string;
  readonly theirs: () => Promise<unknown>;
  readonly absent: () => Promise<unknown>;
}

const BARE = { dryRun: false, operationId: null };

function lookups(): readonly Lookup[] {
  const { commands, teams } = world.process;
  const actor = NORA.actor;
  const inGhost = { namespace: "ghost-team", name: "ghost" };
  const byId = (of: (id: string) => Promise<unknown>, id: string) => ({
    theirs: () => of(id),
    absent: () => of(randomUUID()),
  });
  return [
    {
      name: "deletePod",
      theirs: () => commands.delete(actor, DELETE, RIGHTS),
      absent: () => commands.delete(actor, { ...DELETE, ...inGhost }, RIGHTS),
    },
    {
      name: "updatePod",
      theirs: () => commands.update(actor, updateRequest({}), RIGHTS),
      absent: () => commands.update(actor, { ...updateRequest({}), ...inGhost }, RIGHTS),
    },
    {
      name: "createPod",
      theirs: () => commands.create(actor, createRequest(), RIGHTS),
      absent: () => commands.create(actor, createRequest(inGhost), RIGHTS),
    },
    {
      name: "cancelOperation",
      ...byId((id) => commands.cancel(actor, { ...BARE, id }, RIGHTS), hidden.operationId),
    },
    {
      name: "undoOperation",
      ...byId((id) => commands.undo(actor, { ...BARE, id }, RIGHTS), hidden.operationId),
    },
    {
      name: "cancelOperation of a team",
      ...byId((id) => commands.cancel(actor, { ...BARE, id }, RIGHTS), hidden.teamOperationId),
    },
    {
      name: "undoOperation of a team",
      ...byId((id) => commands.undo(actor, { ...BARE, id }, RIGHTS), hidden.teamOperationId),
    },
    {
      name: "requestQuota",
      theirs: () =>
        teams.requestQuota(actor, { ...BARE, team: "test-team", quota: { gpus: 1 }, reason: "more" }, RIGHTS),
      absent: () =>
        teams.requestQuota(actor, { ...BARE, team: "ghost-team", quota: { gpus: 1 }, reason: "more" }, RIGHTS),
    },
    {
      name: "decideQuotaRequest",
      ...byId(
        (id) => teams.decideQuotaRequest(actor, { ...BARE, id, approve: false, note: null }, RIGHTS),
        hidden.requestId,
      ),
    },
    { name: "setMember", theirs: () => setMember("test-team"), absent: () => setMember("ghost-team") },
  ];
}

test("what is somebody else's and what there is not are refused after the same statements in the ledger", async () => {
  for (const { name, theirs, absent } of lookups()) {
    const [forTheirs, forAbsent] = [await statementsOf(theirs), await statementsOf(absent)];
    expect({ name, statements: forTheirs }).toEqual({ name, statements: forAbsent });
    expect(forTheirs.length, name).toBeGreaterThan(0);
  }
});

async function setMember(team: string): Promise<unknown> {
  const user = () => null;
  const { ledger, clock } = world;
  const members = await Memberships.load({ ledger, clock, user, userNamed: user });
  return members.set(NORA.actor, { ...BARE, team, user: "nora", role: "LEAD" }, RIGHTS);
}

/** In the order in which they ran. They have to be refused: what is admitted goes on after its answer. */
async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  statements.length = 0;
  expect(await work()).toMatchObject({ ok: false, error: { kind: "NotFound" } });
  return [...statements];
}

/** A prepared statement, as the ledger's driver has it. */
interface Statement {
  readonly source: string;
  all(...parameters: unknown[]): unknown;
  get(...parameters: unknown[]): unknown;
  run(...parameters: unknown[]): unknown;
}

interface Connection {
  prepare(sql: string): Statement;
  close(): void;
}

/** The driver is the ledger's own: it is found where the ledger finds it. */
function recordStatements(): void {
  const find = createRequire(import.meta.resolve("@resource-manager/ledger/open-ledger"));
  const Database: new (file: string) => Connection = find("better-sqlite3");
  const db = new Database(":memory:");
  const prototype: Statement = Object.getPrototypeOf(db.prepare("SELECT 1"));
  db.close();
  for (const name of ["all", "get", "run"] as const) {
    const original = prototype[name];
    prototype[name] = function (this: Statement, ...parameters: unknown[]) {
      statements.push(this.source);
      return original.apply(this, parameters);
    };
  }
}
