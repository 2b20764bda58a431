import { setImmediate as breathe } from "node:timers/promises";
import type { AuditChainReport, AuditCheckpoint, AuditLink, SealedEvent } from "@resource-manager/domain/model/audit";
import { ChainCheck, chainHash, GENESIS } from "@resource-manager/domain/rules/audit-chain";
import Database from "better-sqlite3";
import type { AuditEvent } from "./generated/client.ts";
import { readSealed } from "./rows/audit.ts";

/** Between two breaths of the event loop: some 10 ms. */
const EVENTS_AT_ONCE = 500;

/**
 * Reads the whole chain from the database file, on one snapshot and a connection of its own: the product may run, and whatever it keeps
 * in memory has no part in the proof.
 */
export async function verifyAuditFile(file: string, anchor: AuditLink | null): Promise<AuditChainReport> {
  using db = openToRead(file);
  const check = new ChainCheck(lastCheckpoint(db), anchor);
  for await (const event of eventsOf(db, {})) check.add(event);
  return check.end(lastGiven(db));
}

/** The events of a file, oldest first. */
export async function* readAuditFile(
  file: string,
  range: { readonly since?: Date; readonly until?: Date },
): AsyncGenerator<SealedEvent> {
  using db = openToRead(file);
  yield* eventsOf(db, range);
}

/** Gives what an older version wrote its place in the chain. Answers how many events that were. */
export function sealOldEvents(file: string): number {
  const db = new Database(file);
  try {
    return db.transaction(() => sealUnsealed(db)).immediate();
  } finally {
    db.close();
  }
}

/** An event as the driver gives it. */
type StoredEvent = Omit<AuditEvent, "at" | "before" | "after"> & {
  readonly at: string;
  readonly before: string | null;
  readonly after: string | null;
};

interface ReadingConnection extends Disposable {
  readonly prepare: Database.Database["prepare"];
}

function openToRead(file: string): ReadingConnection {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  // One snapshot for everything that is read.
  db.exec("BEGIN");
  return { prepare: db.prepare.bind(db), [Symbol.dispose]: () => void db.close() };
}

async function* eventsOf(
  db: ReadingConnection,
  { since, until }: { readonly since?: Date; readonly until?: Date },
): AsyncGenerator<SealedEvent> {
  const page = db.prepare<[number, number], StoredEvent>(
    `SELECT * FROM "AuditEvent" WHERE "sequence" > ? ORDER BY "sequence" LIMIT ?`,
  );
  for (let after = -1; ; ) {
    const rows = page.all(after, EVENTS_AT_ONCE);
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const event of rows.map(asEvent)) {
      if ((since === undefined || event.at >= since) && (until === undefined || event.at <= until)) yield event;
    }
    after = last.sequence;
    await breathe();
  }
}

function asEvent({ at, before, after, ...rest }: StoredEvent): SealedEvent {
  const value = (text: string | null) => (text === null ? null : JSON.parse(text));
  return readSealed({ ...rest, at: new Date(at), before: value(before), after: value(after) });
}

function lastCheckpoint(db: ReadingConnection): AuditCheckpoint | null {
  const row = db
    .prepare<[], Omit<AuditCheckpoint, "at"> & { at: string }>(
      `SELECT * FROM "AuditCheckpoint" ORDER BY "sequence" DESC LIMIT 1`,
    )
    .get();
  return row === undefined ? null : { ...row, at: new Date(row.at) };
}

/** SQLite's own note of the last sequence: it stays where the events at the end are taken away. */
function lastGiven(db: ReadingConnection): number {
  return (
    db.prepare<[], { seq: number }>(`SELECT "seq" FROM "sqlite_sequence" WHERE "name" = 'AuditEvent'`).get()?.seq ?? 0
  );
}

function sealUnsealed(db: Database.Database): number {
  const unsealed = db
    .prepare<[], StoredEvent>(`SELECT * FROM "AuditEvent" WHERE "hash" = '' ORDER BY "sequence"`)
    .all();
  const first = unsealed[0];
  if (first === undefined) return 0;
  const before = db
    .prepare<[number], { hash: string }>(
      `SELECT "hash" FROM "AuditEvent" WHERE "sequence" < ? ORDER BY "sequence" DESC LIMIT 1`,
    )
    .get(first.sequence);
  const update = db.prepare(`UPDATE "AuditEvent" SET "previousHash" = ?, "hash" = ? WHERE "sequence" = ?`);
  let previous = before?.hash ?? GENESIS.hash;
  for (const row of unsealed) {
    const hash = chainHash(previous, asEvent(row));
    update.run(previous, hash, row.sequence);
    previous = hash;
  }
  return unsealed.length;
}
