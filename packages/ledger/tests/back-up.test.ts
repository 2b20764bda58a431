import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backUpLedger } from "../src/back-up.ts";
import { openLedger } from "../src/open-ledger.ts";
import { countingIds, createPod, StandingClock, scratchFolder, seed } from "./fixtures.ts";

const open = (file: string) => openLedger({ file, clock: new StandingClock(), ids: countingIds() });

test("a backup is the ledger as of its moment, made while the ledger is open and its last commits are in the log only", async () => {
  using scratch = scratchFolder();
  using elsewhere = scratchFolder();
  const [file, to] = [join(scratch.path, "ledger.db"), join(elsewhere.path, "ledger.db")];
  await using ledger = await open(file);
  await seed(ledger);
  await ledger.write((tx) => createPod(tx, "before"));
  backUpLedger(file, to);
  await ledger.write((tx) => createPod(tx, "after"));

  expect(statSync(to).mode & 0o777).toBe(0o600);
  await using restored = await open(to);
  expect([await restored.podById("before"), await restored.podById("after")]).toMatchObject([{ name: "before" }, null]);
  expect(await ledger.podById("after")).toMatchObject({ name: "after" });
});

test("it overwrites nothing, and leaves nothing half made", async () => {
  using scratch = scratchFolder();
  const to = join(scratch.path, "backup.db");
  writeFileSync(to, "precious");
  expect(() => backUpLedger(join(scratch.path, "ledger.db"), to)).toThrow("exists; a backup overwrites nothing");

  const broken = join(scratch.path, "broken.db");
  writeFileSync(broken, "this is no database, and long enough to be looked at as one".repeat(100));
  const never = join(scratch.path, "never.db");
  expect(() => backUpLedger(broken, never)).toThrow("not a database");
  expect(existsSync(never)).toBe(false);
  expect(readdirSync(scratch.path).sort()).toEqual(["backup.db", "broken.db"]);
});
