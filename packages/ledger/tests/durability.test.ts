import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LedgerInUse, LedgerUnavailable } from "../src/errors.ts";
import { openLedger } from "../src/open-ledger.ts";
import { countingIds, createPod, StandingClock, scratchFolder, seed, small } from "./fixtures.ts";
import { Child } from "./processes/child.ts";

let scratch: ReturnType<typeof scratchFolder>;
let file: string;
beforeEach(() => {
  scratch = scratchFolder();
  file = join(scratch.path, "data", "ledger.db");
});
afterEach(() => scratch[Symbol.dispose]());

const open = (options: { readonly waitForLock?: boolean; readonly signal?: AbortSignal } = {}) =>
  openLedger({ file, clock: new StandingClock(), ids: countingIds(), ...options });

describe("a reopened ledger", () => {
  test("is what it was", async () => {
    const first = await open();
    await seed(first);
    await first.bindCluster("cluster-a");
    await first.write((tx) => createPod(tx, "a"));
    const before = await everything(first);
    await first.close();
    await using second = await open();
    expect(await everything(second)).toEqual(before);
    await second.write((tx) => createPod(tx, "b"));
    expect(second.sequence()).toBe(before.sequence + 1);
  });

  test("leaves one file behind, and no write-ahead log, once it was closed", async () => {
    const ledger = await open();
    await seed(ledger);
    await ledger.close();
    const moved = join(scratch.path, "moved.db");
    cpSync(file, moved);
    await using copy = await openLedger({ file: moved, clock: new StandingClock(), ids: countingIds() });
    expect(await copy.teams()).toHaveLength(1);
  });

  async function everything(ledger: Awaited<ReturnType<typeof open>>) {
    return {
      installation: await ledger.installation(),
      servers: new Map(ledger.servers()),
      teams: await ledger.teams(),
      namespaces: await ledger.namespaces(),
      pods: await ledger.livePods(),
      operations: await ledger.recentOperations(100),
      sequence: ledger.sequence(),
    };
  }
});

describe("a process killed in the middle of its writes", () => {
  test("loses nothing that was acknowledged, and leaves the books right", async () => {
    const acknowledged: string[] = [];
    for (const round of [1, 2, 3]) {
      await using writer = new Child("write-for-ever.ts", [file, `round${round}`]);
      await writer.saying((line) => line.startsWith("ack") && Number(line.split("-")[1]) > 20 * round);
      await writer.kill();
      acknowledged.push(...acknowledgedBy(writer));
      checkFile();
    }
    await using ledger = await open();
    const live = await ledger.livePods();
    const ids = new Set(live.map((pod) => pod.id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    // At most the four writes that were under way in each round.
    expect(live.length - acknowledged.length).toBeLessThanOrEqual(12);
    expect(live.every((pod) => pod.allocations.length === 1 && pod.operationId === `operation-of-${pod.id}`)).toBe(
      true,
    );
    expect(await ledger.openOperations()).toHaveLength(live.length);
    expect(ledger.servers().get("gpu-1")?.allocated.gpus).toBe(live.length);
    expect(await ledger.counterMismatches()).toEqual([]);
  });

  test("is succeeded by one that waits for it, and by no other before", async () => {
    await using first = new Child("write-for-ever.ts", [file, "first"]);
    await first.saying((line) => line === "open");
    const refusal = await open().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LedgerInUse);
    expect(refusal).toMatchObject({ pid: first.pid, message: expect.stringContaining(`process ${first.pid}`) });

    await using second = new Child("write-for-ever.ts", [file, "second"]);
    expect(await second.saying((line) => line.includes("Waiting"))).toContain(`process ${first.pid}`);
    await first.saying((line) => line === "ack first-100");
    expect(second.lines).not.toContain("open");
    await first.kill();
    await second.saying((line) => line === "ack second-20");
    await second.kill();

    await using ledger = await open();
    const ids = new Set((await ledger.livePods()).map((pod) => pod.id));
    expect([...acknowledgedBy(first), ...acknowledgedBy(second)].filter((id) => !ids.has(id))).toEqual([]);
  });

  function acknowledgedBy(child: Child): string[] {
    return child.lines.filter((line) => line.startsWith("ack ")).map((line) => line.slice(4));
  }

  function checkFile() {
    const db = new Database(file);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.pragma("foreign_key_check")).toEqual([]);
    db.close();
  }
});

describe("the data folder", () => {
  test("belongs to one ledger at a time, in the same process too", async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ name: "LedgerInUse", pid: process.pid });
    await first.close();
    await (await open()).close();
  });

  test("is free again after an opening that failed", async () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "no database, but long enough to be looked at as one".repeat(100));
    await expect(open()).rejects.toMatchObject({ name: "LedgerUnavailable", code: "SQLITE_NOTADB" });
    await expect(open()).rejects.toBeInstanceOf(LedgerUnavailable);
  });

  test("is waited for until the signal says otherwise", async () => {
    await using _first = await open();
    const giveUp = new AbortController();
    const waiting = open({ waitForLock: true, signal: giveUp.signal });
    giveUp.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow();
  });

  test("does not heed what a dead process left", async () => {
    await (await open()).close();
    writeFileSync(join(dirname(file), "ledger.holder"), "999999999\n");
    await using _ledger = await open();
    expect(readFileSync(join(dirname(file), "ledger.holder"), "utf8")).toBe(`${process.pid}\n`);
  });
});

describe("a disk that fails", () => {
  test("when full, refuses writes in plain words, loses nothing, and is forgiven once there is room", async () => {
    await using child = new Child("fill-disk.ts", [file], { shell: "ulimit -S -f 2000" });
    const report = JSON.parse((await child.end()).at(-1) ?? "{}");
    expect(report.refusals).toEqual([
      expect.stringMatching(DISK),
      expect.stringMatching(DISK),
      expect.stringMatching(DISK),
    ]);
    expect(report.acknowledged.length).toBeGreaterThan(5);
    expect(report.acknowledged.at(-1)).toBe("after");
    expect([...report.live].sort()).toEqual([...report.acknowledged].sort());
    expect(report.told).toEqual(report.acknowledged);

    await using ledger = await open();
    expect((await ledger.livePods()).map((pod) => pod.id).sort()).toEqual([...report.acknowledged].sort());
  });

  const DISK = /^SQLITE_(IOERR|FULL)/;

  test("when the folder is read-only, is named at once", async () => {
    await (await open()).close();
    makeReadOnly();
    await using child = new Child("open-once.ts", [file], asStranger());
    expect(await child.end()).toEqual([expect.stringMatching(/^LedgerUnavailable: .*(read-only|may not write)/)]);
  });

  test("when the file alone is read-only, refuses the write and keeps the books", async () => {
    const ledger = await open();
    await seed(ledger);
    await ledger.close();
    chmodSync(file, 0o444);
    giveFolderAway();
    await using child = new Child("open-once.ts", [file], asStranger());
    expect(await child.end()).toEqual([expect.stringMatching(/^LedgerUnavailable: .*read-only/)]);
    chmodSync(file, 0o644);
    await using again = await open();
    expect((await again.teams()).map((team) => team.name)).toEqual(["vision"]);
  });

  test("when a part of the path is a file, is named at once", async () => {
    writeFileSync(dirname(file), "");
    await expect(open()).rejects.toMatchObject({
      name: "LedgerUnavailable",
      message: expect.stringContaining("no folder"),
    });
  });

  // To root nothing is read-only, so then the child runs as a user who owns nothing.
  const STRANGER = 65_534;

  function asStranger() {
    return process.getuid?.() === 0 ? { uid: STRANGER } : {};
  }

  function makeReadOnly() {
    chmodSync(scratch.path, 0o755);
    chmodSync(dirname(file), 0o555);
  }

  function giveFolderAway() {
    chmodSync(scratch.path, 0o755);
    chmodSync(dirname(file), 0o777);
    chmodSync(join(dirname(file), "ledger.lock"), 0o666);
    if (process.getuid?.() === 0) chownSync(file, 0, 0);
  }
});

test("a counter that somebody tampered with is found", async () => {
  const ledger = await open();
  await seed(ledger);
  await ledger.write((tx) => createPod(tx, "a"));
  await ledger.close();
  const db = new Database(file);
  db.exec(`UPDATE "Server" SET "allocatedGpus" = 5`);
  db.exec(`UPDATE "Team" SET "usedRamBytes" = 0`);
  db.close();
  await using reopened = await open();
  expect(await reopened.counterMismatches()).toEqual([
    { of: "SERVER", name: "gpu-1", counter: { ...small, gpus: 5 }, sum: small },
    { of: "TEAM", name: "vision", counter: { ...small, ramBytes: 0 }, sum: small },
  ]);
});
