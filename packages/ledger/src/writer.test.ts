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
    { committed: () => told.push("orphan") },
  );
  await expect(failing).rejects.toThrow(/foreign ?key/i);
  const teams = await writer.run(
    async (db) => {
      await db.team.createMany({ data: { name: "vision" } });
      return [await db.namespace.count(), await db.team.count()];
    },
    { committed: () => told.push("vision") },
  );
  expect(teams).toEqual([0, 1]);
  expect(told).toEqual(["vision"]);
});

test("transactions that wait together are committed together: nobody is told before, and who fails takes back only its own part", async () => {
  await using writer = await Writer.open(file);
  const told: string[] = [];
  const seen: unknown[] = [];
  const make = (name: string) =>
    writer.run(
      async (db) => {
        seen.push([[...told], await db.team.count()]);
        await db.team.createMany({ data: { name } });
        if (name === "failing") throw new Error("no");
        return name;
      },
      { prepared: (made) => seen.push(made), committed: (made) => told.push(made) },
    );
  const answers = await Promise.allSettled(["one", "failing", "two"].map(make));
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(seen).toEqual([[[], 0], "one", [[], 1], [[], 1], "two"]);
  expect(told).toEqual(["one", "two"]);
  expect(await writer.run((db) => db.team.count())).toBe(2);
});

test("a commit that fails is one for all who share it, and none of them is told that it was kept", async () => {
  await using writer = await Writer.open(file);
  const lost: string[] = [];
  const make = (name: string, teamName: string) =>
    writer.run(
      async (db) => {
        await db.$executeRaw`PRAGMA defer_foreign_keys = ON`;
        await db.team.createMany({ data: { name } });
        await db.namespace.createMany({ data: { name, teamName } });
      },
      { committed: () => expect.unreachable(), lost: () => lost.push(name) },
    );
  const answers = await Promise.allSettled([make("one", "one"), make("orphan", "nobody")]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(lost).toEqual(["one", "orphan"]);
  expect(await writer.run((db) => db.team.count())).toBe(0);
});

test("a transaction that waits for another one is rolled back at its limit, and the other goes on", async () => {
  await using writer = await Writer.open(file, 50);
  let other: Promise<unknown> | undefined;
  const waiting = writer.run(
    async (db) => {
      await db.team.createMany({ data: { name: "waiting" } });
      other = writer.run((inner) => inner.team.createMany({ data: { name: "other" } }));
      await other;
    },
    { committed: () => expect.unreachable() },
  );
  await expect(waiting).rejects.toThrow(/longer than 50 ms/);
  await other;
  const teams = await writer.run((db) => db.team.findMany({ select: { name: true } }));
  expect(teams).toEqual([{ name: "other" }]);
});

test("a file that another program holds is said to be so, and written once it lets go", async () => {
  await using writer = await Writer.open(file);
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  const write = () => writer.run((db) => db.team.createMany({ data: { name: "vision" } }));
  await expect(write()).rejects.toMatchObject({ name: "LedgerUnavailable", code: "SQLITE_BUSY" });
  other.close();
  expect(await write()).toEqual({ count: 1 });
});

test("writes are kept through a power cut: each commit waits for the disk", async () => {
  await using writer = await Writer.open(file);
  const pragmas = await writer.run(async (db) => [
    await db.$queryRaw`PRAGMA journal_mode`,
    await db.$queryRaw`PRAGMA synchronous`,
    await db.$queryRaw`PRAGMA foreign_keys`,
  ]);
  expect(pragmas).toEqual([[{ journal_mode: "wal" }], [{ synchronous: 2n }], [{ foreign_keys: 1n }]]);
});
