import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { scratchFolder } from "../tests/fixtures.ts";
import { LedgerTooNew } from "./errors.ts";
import { deployMigrations, MIGRATIONS_FOLDER, readMigrations } from "./migrate.ts";

let scratch: ReturnType<typeof scratchFolder>;
let file: string;
beforeEach(() => {
  scratch = scratchFolder();
  file = join(scratch.path, "ledger.db");
});
afterEach(() => scratch[Symbol.dispose]());

const first = {
  name: "1_first",
  sql: `CREATE TABLE "A" ("id" TEXT PRIMARY KEY); CREATE TABLE "B" ("a" TEXT REFERENCES "A");`,
};
const second = { name: "2_second", sql: `INSERT INTO "A" VALUES ('one');` };

describe("deployMigrations", () => {
  test("applies what is missing, in order, once", () => {
    expect(deployMigrations(file, [first])).toEqual(["1_first"]);
    expect(deployMigrations(file, [first, second])).toEqual(["2_second"]);
    expect(deployMigrations(file, [first, second])).toEqual([]);
    expect(rows(`SELECT * FROM "A"`)).toEqual([{ id: "one" }]);
  });

  test("refuses a database of a newer version, and leaves it alone", () => {
    deployMigrations(file, [first, second]);
    const older = () => deployMigrations(file, [first]);
    expect(older).toThrow(LedgerTooNew);
    expect(older).toThrow(/newer version.*2_second/);
    expect(rows(`SELECT * FROM "A"`)).toHaveLength(1);
  });

  test("refuses a migration that was edited after it was applied", () => {
    deployMigrations(file, [first]);
    expect(() => deployMigrations(file, [{ ...first, sql: `${first.sql} ` }])).toThrow(/1_first was edited/);
  });

  test.each([
    ["that fails half way", `INSERT INTO "A" VALUES ('two'); nonsense;`],
    ["that breaks references", `INSERT INTO "A" VALUES ('two'); INSERT INTO "B" VALUES ('nobody');`],
  ])("keeps nothing of a migration %s, and keeps those before it", (_, sql) => {
    expect(() => deployMigrations(file, [first, second, { name: "3_bad", sql }])).toThrow();
    expect(rows(`SELECT * FROM "A"`)).toEqual([{ id: "one" }]);
    expect(deployMigrations(file, [first, second])).toEqual([]);
  });

  function rows(sql: string): unknown[] {
    const db = new Database(file, { readonly: true });
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  }
});

describe("the migrations of the product", () => {
  test("lead to schema.prisma", () => {
    const script = fileURLToPath(new URL("../migrate.mjs", import.meta.url));
    const said = execFileSync(process.execPath, ["--no-warnings", script, "check"], { encoding: "utf8" });
    expect(said).toContain("agree");
  });

  test("are read in order, each with its SQL", () => {
    const names = readMigrations(MIGRATIONS_FOLDER).map((migration) => migration.name);
    expect(names).toEqual(
      readdirSync(MIGRATIONS_FOLDER)
        .filter((name) => name !== "migration_lock.toml")
        .sort(),
    );
    expect(names.length).toBeGreaterThan(0);
  });

  test("count what a ledger held before by GPU model", () => {
    const all = readMigrations(MIGRATIONS_FOLDER);
    deployMigrations(
      file,
      all.filter(({ name }) => !name.endsWith("_teams")),
    );
    const db = new Database(file);
    db.exec(`
      INSERT INTO "Team" ("name", "quotaGpus") VALUES ('vision', 9);
      INSERT INTO "Namespace" ("name", "teamName") VALUES ('research', 'vision');
      INSERT INTO "Server" VALUES ('a','u','A100','READY',1,0,8,1,1,1,1,0,0,0,0,0,3,0,0,0,2,0);
      INSERT INTO "Pod" ("id","namespace","name","teamName","owner","spec","desired","version","gone","placement","createdAt","updatedAt")
        VALUES ('p','research','train','vision','alice','{}','PRESENT',1,0,'',0,0);
      INSERT INTO "Allocation" ("id","podId","server","heldGpus","heldCpuMillis","heldRamBytes","heldStorageBytes","heldPodSlots","createdAt","endedAt")
        VALUES ('x','p','a',2,1,1,1,1,0,NULL), ('y','p','a',1,1,1,1,1,0,NULL), ('z','p','a',4,1,1,1,1,0,5);`);
    db.close();
    deployMigrations(file);
    const after = new Database(file);
    expect(after.prepare(`SELECT * FROM "TeamGpuModel"`).all()).toEqual([
      { teamName: "vision", gpuModel: "A100", quotaGpus: null, usedGpus: 3 },
    ]);
    expect(after.prepare(`SELECT "name", "quotaGpus", "version" FROM "Team"`).all()).toEqual([
      { name: "vision", quotaGpus: 9, version: 1 },
    ]);
    expect(after.prepare(`SELECT "keeping" FROM "Namespace"`).all()).toEqual([{ keeping: "NEW" }]);
    after.close();
  });

  test("let the audit trail only grow", () => {
    deployMigrations(file);
    const db = new Database(file);
    db.exec(`INSERT INTO "AuditEvent" ("id", "at", "actorKind", "actorId", "actorName", "action", "subject", "result", "hash")
      VALUES ('a', '2026-01-01', 'USER', 'alice', 'Alice', 'createPod', 'pod:a/b', 'DONE', 'h')`);
    expect(() => db.exec(`UPDATE "AuditEvent" SET "result" = 'FAILED'`)).toThrow("never changed");
    expect(() => db.exec(`DELETE FROM "AuditEvent"`)).toThrow("never deleted");
    db.close();
  });

  test("let the hot queries use an index", () => {
    deployMigrations(file);
    const db = new Database(file);
    // With parameters, as Prisma sends them: a literal could use an index that a parameter cannot.
    const plan = (sql: string) =>
      db
        .prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...sql.split("?").slice(1))
        .map((step) => step.detail)
        .join("\n");
    expect(plan(`SELECT * FROM "Pod" WHERE "gone" = ? AND "namespace" = ? AND "name" = ?`)).toContain("name=?");
    expect(plan(`SELECT * FROM "Operation" WHERE "state" IN (?, ?) ORDER BY "ordinal"`)).toMatch(/Operation_state_idx/);
    expect(plan(`SELECT * FROM "Operation" WHERE "podId" = ? ORDER BY "ordinal" DESC`)).toMatch(/Operation_podId_idx/);
    expect(plan(`SELECT * FROM "Operation" WHERE "actorId" = ? AND "key" = ?`)).toMatch(/Operation_actorId_key_key/);
    expect(plan(`SELECT * FROM "Allocation" WHERE "endedAt" IS NULL`)).toMatch(/Allocation_endedAt_server_idx/);
    db.close();
  });
});
