import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Actor } from "@resource-manager/domain/model/actor";
import { EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { refuse } from "@resource-manager/domain/model/result";
import type { Ids } from "@resource-manager/domain/ports/clock";
import { chainHash, GENESIS } from "@resource-manager/domain/rules/audit-chain";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyAuditFile } from "../src/audit-file.ts";
import { deployMigrations, MIGRATIONS_FOLDER, readMigrations } from "../src/migrate.ts";
import { openLedger } from "../src/open-ledger.ts";
import type { SqliteLedger } from "../src/sqlite-ledger.ts";
import { alice, anAuditEntry, countingIds, createPod, EPOCH, StandingClock, scratchFolder, seed } from "./fixtures.ts";

const DAY_MS = 24 * 60 * 60_000;
const EVENTS = 12;
const token: Actor = {
  kind: "TOKEN",
  id: "ci",
  name: "CI",
  onBehalfOf: "bob",
  request: { id: "r-1", from: "10.0.0.9" },
};

let scratch: ReturnType<typeof scratchFolder>;
let file: string;
let clock: StandingClock;
let ids: Ids;
let ledger: SqliteLedger;
beforeEach(async () => {
  scratch = scratchFolder();
  file = join(scratch.path, "ledger.db");
  clock = new StandingClock();
  ids = countingIds();
  ledger = await open();
  await seed(ledger);
});
afterEach(async () => {
  await ledger.close();
  scratch[Symbol.dispose]();
});

function open(): Promise<SqliteLedger> {
  return openLedger({ file, clock, ids });
}

/** One event a day. */
async function writeEvents(count = EVENTS): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    const after = [{ field: "gpus", value: String(day) }];
    await ledger.write((tx) => tx.audit(anAuditEntry({ actor: token, reason: `day ${day}`, after })));
    clock.advance(DAY_MS);
  }
}

/** What somebody who can write the file does to it, the triggers out of the way. */
function tamper(sql: string): void {
  const db = new Database(file);
  for (const name of ["AuditEvent_no_update", "AuditEvent_no_delete", "AuditCheckpoint_no_delete"])
    db.exec(`DROP TRIGGER "${name}"`);
  db.exec(sql);
  db.close();
}

async function faults() {
  return (await ledger.verifyAudit(null)).faults.map(({ kind, sequence, through }) => ({ kind, sequence, through }));
}

describe("the chain of audit events", () => {
  test("is whole, across restarts, refusals and work that throws", async () => {
    await writeEvents(3);
    await ledger.write(async (tx) => {
      await createPod(tx, "refused");
      return refuse("no");
    });
    const bug = ledger.write(async (tx) => {
      await tx.audit(anAuditEntry());
      throw new Error("bug");
    });
    await expect(bug).rejects.toThrow("bug");
    await ledger.write((tx) => createPod(tx, "a"));
    await ledger.close();
    ledger = await open();
    await Promise.all(["b", "c", "d"].map((name) => ledger.write((tx) => createPod(tx, name))));
    const report = await ledger.verifyAudit(null);
    expect(report).toMatchObject({ events: 7, checkpoint: null, head: { sequence: 7 }, faults: [] });
  });

  test("is one from the first event on, several in one transaction too", async () => {
    await ledger.write(async (tx) => {
      await tx.audit(anAuditEntry({ after: { at: EPOCH, nothing: undefined } }));
      await tx.audit(anAuditEntry({ before: "x" }));
    });
    const [second, first] = await ledger.auditEvents(EVERY_EVENT, 10, null);
    expect(first).toMatchObject({ sequence: 1, previousHash: GENESIS.hash });
    expect(second?.previousHash).toBe(first?.hash);
    if (!second) throw new Error("there is no second event");
    expect(chainHash(second.previousHash, second)).toBe(second.hash);
  });

  const columns = [
    ["id", "'forged'"],
    ["at", "'2025-01-01T00:00:00.000+00:00'"],
    ["actorKind", "'USER'"],
    ["actorId", "'mallory'"],
    ["actorName", "'Mallory'"],
    ["onBehalfOf", "NULL"],
    ["action", "'deletePod'"],
    ["subject", "'pod:research/other'"],
    ["result", "'REFUSED'"],
    ["reason", "NULL"],
    ["before", `'"x"'`],
    ["after", `'[{"field":"gpus","value":"8"}]'`],
    ["operationId", "'another'"],
    ["requestId", "'another'"],
    ["requestFrom", "'127.0.0.1'"],
    ["previousHash", "'0'"],
    ["hash", "'0'"],
  ] as const;
  test("has a case for every column but the sequence", async () => {
    await writeEvents(1);
    const db = new Database(file, { readonly: true });
    const names = db.prepare(`SELECT "name" FROM pragma_table_info('AuditEvent')`).pluck().all();
    db.close();
    expect(columns.map(([name]) => name as string).sort()).toEqual(names.filter((name) => name !== "sequence").sort());
  });

  test.each(columns)("names the event whose %s was altered", async (column, value) => {
    await writeEvents();
    tamper(`UPDATE "AuditEvent" SET "${column}" = ${value} WHERE "sequence" = 5`);
    expect(await faults()).toEqual([{ kind: "ALTERED", sequence: 5, through: 5 }]);
  });

  test.each([
    ["the first", 1, 1],
    ["one in the middle", 6, 6],
    ["some in the middle", 4, 8],
    ["the last two", 11, 12],
    ["all but the last", 1, 11],
    ["all", 1, 12],
  ])("names what was removed: %s", async (_, from, through) => {
    await writeEvents();
    tamper(`DELETE FROM "AuditEvent" WHERE "sequence" BETWEEN ${from} AND ${through}`);
    expect(await faults()).toEqual([{ kind: "REMOVED", sequence: from, through }]);
  });

  test("names both of two events that changed places", async () => {
    await writeEvents();
    const move = (from: number, to: number) => `UPDATE "AuditEvent" SET "sequence" = ${to} WHERE "sequence" = ${from}`;
    tamper([move(3, -1), move(9, 3), move(-1, 9)].join(";"));
    expect(await faults()).toEqual([
      { kind: "REORDERED", sequence: 3, through: 3 },
      { kind: "REORDERED", sequence: 9, through: 9 },
    ]);
  });

  test("finds a removal whose gap was closed by moving the rest up", async () => {
    await writeEvents();
    tamper(
      `DELETE FROM "AuditEvent" WHERE "sequence" = 6; UPDATE "AuditEvent" SET "sequence" = "sequence" - 1 WHERE "sequence" > 6`,
    );
    const found = await faults();
    expect(found).toContainEqual({ kind: "REORDERED", sequence: 6, through: 6 });
    expect(found).toContainEqual({ kind: "REMOVED", sequence: 12, through: 12 });
  });

  test("names an event that was written anew with a hash to match", async () => {
    await writeEvents();
    const event = (await ledger.auditEvents(EVERY_EVENT, 1, 8))[0];
    if (!event) throw new Error("there is no event 7");
    const forged = { ...event, reason: "forged" };
    const hash = chainHash(event.previousHash, forged);
    tamper(`UPDATE "AuditEvent" SET "reason" = 'forged', "hash" = '${hash}' WHERE "sequence" = 7`);
    expect(await faults()).toEqual([{ kind: "ALTERED", sequence: 7, through: 7 }]);
  });

  test("that was written anew as a whole is told by a place and hash that were noted before", async () => {
    await writeEvents();
    const noted = (await ledger.verifyAudit(null)).head;
    await ledger.close();
    tamper(`UPDATE "AuditEvent" SET "previousHash" = '', "hash" = '', "reason" = 'forged'`);
    ledger = await open();
    expect(await faults()).toEqual([]);
    const report = await ledger.verifyAudit(noted);
    expect(report.faults).toMatchObject([{ kind: "ANCHOR", sequence: EVENTS }]);
  });

  test("is given to the events of an older version, without a change of what they say", async () => {
    const migrations = readMigrations(MIGRATIONS_FOLDER);
    const chained = migrations.findIndex(({ name }) => name.endsWith("audit_chain"));
    const before = join(scratch.path, "before", "ledger.db");
    mkdirSync(dirname(before));
    deployMigrations(before, migrations.slice(0, chained));
    const db = new Database(before);
    const values = [1, 2, 3].map(
      (n) => `('e${n}', '2026-01-0${n}T00:00:00.000+00:00', 'USER', 'a', 'A', 'createPod', 'pod:a/b', 'DONE')`,
    );
    db.exec(
      `INSERT INTO "AuditEvent" ("id", "at", "actorKind", "actorId", "actorName", "action", "subject", "result") VALUES ${values}`,
    );
    db.close();
    await using opened = await openLedger({ file: before, clock, ids: countingIds() });
    await opened.write((tx) => tx.audit(anAuditEntry()));
    expect(await opened.verifyAudit(null)).toMatchObject({ events: 4, faults: [] });
    expect((await opened.auditEvents(EVERY_EVENT, 10, null)).map(({ id }) => id).slice(1)).toEqual(["e3", "e2", "e1"]);
  });
});

describe("a cut of the trail", () => {
  const cut = () => ledger.trimAudit(alice, new Date(EPOCH.getTime() + 5 * DAY_MS));

  test("leaves a checkpoint, and a chain that is whole", async () => {
    await writeEvents();
    expect(await cut()).toMatchObject({ sequence: 5, events: 5 });
    await ledger.write((tx) => tx.audit(anAuditEntry()));
    const report = await ledger.verifyAudit(null);
    expect(report).toMatchObject({ events: 9, checkpoint: { sequence: 5 }, head: { sequence: 14 }, faults: [] });
    expect((await ledger.auditEvents(EVERY_EVENT, 1, 14))[0]).toMatchObject({
      action: "trimAudit",
      after: { through: 5 },
    });
    expect(await cut()).toBeNull();
  });

  test("can be made again, of everything too", async () => {
    await writeEvents();
    await cut();
    expect(await ledger.trimAudit(alice, clock.now())).toMatchObject({ sequence: 12, events: 7 });
    expect(await ledger.verifyAudit(null)).toMatchObject({ events: 2, head: { sequence: 14 }, faults: [] });
  });

  test("that nobody ordered is found", async () => {
    await writeEvents();
    const fifth = (await ledger.auditEvents(EVERY_EVENT, 1, 6))[0];
    tamper(
      `INSERT INTO "AuditCheckpoint" VALUES (5, '${fifth?.hash}', 5, '2026-01-01'); DELETE FROM "AuditEvent" WHERE "sequence" <= 5`,
    );
    expect(await faults()).toEqual([{ kind: "CHECKPOINT", sequence: 5, through: 5 }]);
  });

  test("takes nothing more than its checkpoint stands for", async () => {
    await writeEvents();
    await cut();
    const db = new Database(file);
    expect(() => db.exec(`DELETE FROM "AuditEvent" WHERE "sequence" = 6`)).toThrow("never deleted");
    expect(() => db.exec(`DELETE FROM "AuditCheckpoint"`)).toThrow("never deleted");
    db.close();
  });
});

describe("what is asked of the trail", () => {
  test("is found by actor, team, subject, result and time, page by page", async () => {
    await writeEvents(4);
    await ledger.write((tx) =>
      tx.audit(anAuditEntry({ subject: "team:vision", action: "updateTeam", result: "REFUSED" })),
    );
    await ledger.write((tx) => tx.audit(anAuditEntry({ subject: "pod:elsewhere/train" })));
    const found = async (filter: Partial<typeof EVERY_EVENT>) =>
      (await ledger.auditEvents({ ...EVERY_EVENT, ...filter }, 100, null)).map(({ sequence }) => sequence);
    expect(await found({})).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await found({ actor: "bob" })).toEqual([4, 3, 2, 1]);
    expect(await found({ actor: "Alice" })).toEqual([6, 5]);
    expect(await found({ team: "vision" })).toEqual([5, 4, 3, 2, 1]);
    expect(await found({ subject: "pod:elsewhere/train" })).toEqual([6]);
    expect(await found({ actions: ["updateTeam"], results: ["REFUSED"] })).toEqual([5]);
    expect(
      await found({ since: new Date(EPOCH.getTime() + DAY_MS), until: new Date(EPOCH.getTime() + 2 * DAY_MS) }),
    ).toEqual([3, 2]);
    expect(await ledger.countAuditEvents({ ...EVERY_EVENT, team: "vision" })).toBe(5);
    expect((await ledger.auditEvents(EVERY_EVENT, 2, 4)).map(({ sequence }) => sequence)).toEqual([3, 2]);
  });
});

describe("the command", () => {
  const script = fileURLToPath(new URL("../src/audit-cli.ts", import.meta.url));
  const audit = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["--no-warnings", script, ...args, "--data-dir", scratch.path]).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
    );

  test("verifies beside the running product, exports lines that can be proven, and names what was altered", async () => {
    await writeEvents();
    const { code, stdout } = await audit("verify");
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("12 events, the chain is whole"),
    });
    const head = /the newest is (\S+)/.exec(stdout)?.[1] ?? "";
    const lines = (await audit("export")).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(EVENTS);
    for (const line of lines) expect(chainHash(line.previousHash, { ...line, at: new Date(line.at) })).toBe(line.hash);
    expect(await audit("verify", "--expect", head)).toMatchObject({ code: 0 });
    tamper(`UPDATE "AuditEvent" SET "reason" = 'forged' WHERE "sequence" = 5`);
    expect(await audit("verify", "--expect", head)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("ALTERED: event 5 is not as it was written"),
    });
  });

  test("cuts only while the product is stopped", async () => {
    await writeEvents();
    expect(await audit("trim", "--before", "2026-01-06")).toMatchObject({ code: 2 });
    await ledger.close();
    expect(await audit("trim", "--before", "2026-01-06")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("5 events up to 5 were cut off"),
    });
    expect((await verifyAuditFile(file, null)).faults).toEqual([]);
  });
});
