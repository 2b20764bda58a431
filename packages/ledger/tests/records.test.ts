import { join } from "node:path";
import { refuse } from "@resource-manager/domain/model/result";
import { GENESIS } from "@resource-manager/domain/rules/audit-chain";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLedger } from "../src/open-ledger.ts";
import type { SqliteLedger } from "../src/sqlite-ledger.ts";
import { alice, anAuditEntry, countingIds, createPod, EPOCH, StandingClock, scratchFolder, seed } from "./fixtures.ts";

let scratch: ReturnType<typeof scratchFolder>;
let file: string;
let ledger: SqliteLedger;
let listenerErrors: unknown[];
beforeEach(async () => {
  scratch = scratchFolder();
  file = join(scratch.path, "ledger.db");
  listenerErrors = [];
  ledger = await open();
  await seed(ledger);
});
afterEach(async () => {
  await ledger.close();
  scratch[Symbol.dispose]();
});

function open(): Promise<SqliteLedger> {
  const onListenerError = (error: unknown) => listenerErrors.push(error);
  return openLedger({ file, clock: new StandingClock(), ids: countingIds(), onListenerError });
}

function rows(sql: string): unknown[] {
  const db = new Database(file);
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

describe("the audit trail", () => {
  test("keeps who did what to what, when, and how it ended", async () => {
    const reason = "no room";
    await ledger.write((tx) => tx.audit(anAuditEntry({ result: "REFUSED", reason, after: { at: EPOCH, gpus: [1] } })));
    await ledger.write((tx) => tx.audit(anAuditEntry({ before: "x", after: null, operationId: "operation-1" })));
    const event = { at: "2026-01-01T00:00:00.000+00:00", actorKind: "USER", actorId: alice.id, actorName: alice.name };
    const deed = { action: "createPod", subject: "pod:research/train" };
    const unasked = { onBehalfOf: null, requestId: null, requestFrom: null };
    expect(rows(`SELECT * FROM "AuditEvent"`)).toEqual([
      {
        sequence: 1,
        id: "id-2",
        ...event,
        ...deed,
        result: "REFUSED",
        reason,
        before: null,
        after: `{"at":"2026-01-01T00:00:00.000Z","gpus":[1]}`,
        operationId: null,
        ...unasked,
        previousHash: GENESIS.hash,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      {
        sequence: 2,
        id: "id-3",
        ...event,
        ...deed,
        result: "ACCEPTED",
        reason: null,
        before: `"x"`,
        after: null,
        operationId: "operation-1",
        ...unasked,
        previousHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  test("has nothing of what was rolled back", async () => {
    await ledger.write(async (tx) => {
      await createPod(tx, "a");
      return refuse("no");
    });
    expect(rows(`SELECT * FROM "AuditEvent"`)).toEqual([]);
  });
});

describe("the change log", () => {
  test("has one row for each change, with the keys of what changed", async () => {
    await ledger.write((tx) => createPod(tx, "a"));
    expect(rows(`SELECT * FROM "Change" ORDER BY "sequence" DESC LIMIT 1`)).toEqual([
      {
        sequence: ledger.sequence(),
        at: "2026-01-01T00:00:00.000+00:00",
        keys: JSON.stringify({ pods: ["a"], servers: ["gpu-1"], operations: ["operation-of-a"], teams: ["vision"] }),
      },
    ]);
  });

  test("forgets the oldest when it is opened, and never repeats a sequence", async () => {
    await ledger.close();
    const db = new Database(file);
    db.exec(`INSERT INTO "Change" ("sequence", "at", "keys") VALUES (150000, '2026-01-01T00:00:00.000+00:00', '{}')`);
    db.close();
    ledger = await open();
    expect(rows(`SELECT "sequence" FROM "Change"`)).toEqual([{ sequence: 150_000 }]);
    await ledger.write((tx) => createPod(tx, "a"));
    expect(ledger.sequence()).toBe(150_001);
  });
});

test("a listener that throws harms neither the ledger nor the other listeners", async () => {
  const seen: number[] = [];
  ledger.subscribe(() => {
    throw new Error("listener");
  });
  ledger.subscribe((change) => seen.push(change.sequence));
  expect(await ledger.write((tx) => createPod(tx, "a"))).toBe(true);
  expect(await ledger.write((tx) => createPod(tx, "b"))).toBe(true);
  expect(seen).toEqual([ledger.sequence() - 1, ledger.sequence()]);
  expect(ledger.servers().get("gpu-1")?.allocated.gpus).toBe(2);
  expect(listenerErrors).toEqual([new Error("listener"), new Error("listener")]);
});
