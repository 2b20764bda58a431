import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchFolder } from "../tests/fixtures.ts";
import { deployMigrations } from "./migrate.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

test("the reader cannot write, and reads on after a failure", async () => {
  using scratch = scratchFolder();
  const file = join(scratch.path, "ledger.db");
  deployMigrations(file);
  await using writer = await Writer.open(file);
  await using reader = await Reader.open(file);
  const writing = reader.read((db) => [db.team.create({ data: { name: "from the reader" } })]);
  await expect(writing).rejects.toMatchObject({ name: "LedgerUnavailable", code: "SQLITE_READONLY" });
  await writer.run((db) => db.team.createMany({ data: { name: "vision" } }));
  expect(await reader.read((db) => [db.team.findMany({ select: { name: true } })])).toEqual([[{ name: "vision" }]]);
});
