import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scratchFolder } from "../tests/fixtures.ts";
import { deployMigrations } from "./migrate.ts";
import { Writer } from "./writer.ts";

let scratch: ReturnType<typeof scratchFolder>;
let file: string;
beforeEach(() => {
  scratch = scratchFolder();
  file = join(scratch.path, "ledger.db");
  deployMigrations(file);
});
afterEach(() => scratch[Symbol.dispose]());

test("a commit that fails keeps nothing, and the next transaction goes on", async () => {
  await using writer = await Writer.open(file);
  const told: string[] = [];
  const failing = writer.run(
    async (db) => {
      // From here on references are checked at the commit, which so is what fails.
      await db.$executeRaw`PRAGMA defer_foreign_keys = ON`;
      await db.namespace.createMany({ data: { name: "orphan", teamName: "nobody" } });
    },
    () => told.push("orphan"),
  );
  await expect(failing).rejects.toThrow(/foreign ?key/i);
  const teams = await writer.run(
    async (db) => {
      await db.team.createMany({ data: { name: "vision" } });
      return [await db.namespace.count(), await db.team.count()];
    },
    () => told.push("vision"),
  );
  expect(teams).toEqual([0, 1]);
  expect(told).toEqual(["vision"]);
});

test("a transaction that waits for another one is rolled back at its limit, and the other goes on", async () => {
  await using writer = await Writer.open(file, 50);
  let other: Promise<unknown> | undefined;
  const waiting = writer.run(
    async (db) => {
      await db.team.createMany({ data: { name: "waiting" } });
      other = writer.run((inner) => inner.team.createMany({ data: { name: "other" } }), nothing);
      await other;
    },
    () => expect.unreachable(),
  );
  await expect(waiting).rejects.toThrow(/longer than 50 ms/);
  await other;
  const teams = await writer.run((db) => db.team.findMany({ select: { name: true } }), nothing);
  expect(teams).toEqual([{ name: "other" }]);
});

test("a file that another program holds is said to be so, and written once it lets go", async () => {
  await using writer = await Writer.open(file);
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  const write = () => writer.run((db) => db.team.createMany({ data: { name: "vision" } }), nothing);
  await expect(write()).rejects.toMatchObject({ name: "LedgerUnavailable", code: "SQLITE_BUSY" });
  other.close();
  expect(await write()).toEqual({ count: 1 });
});

test("writes are kept through a power cut: each commit waits for the disk", async () => {
  await using writer = await Writer.open(file);
  const pragmas = await writer.run(
    async (db) => [
      await db.$queryRaw`PRAGMA journal_mode`,
      await db.$queryRaw`PRAGMA synchronous`,
      await db.$queryRaw`PRAGMA foreign_keys`,
    ],
    nothing,
  );
  expect(pragmas).toEqual([[{ journal_mode: "wal" }], [{ synchronous: 2n }], [{ foreign_keys: 1n }]]);
});

function nothing(): void {}
