import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Version } from "./version.ts";

export interface JournalRow {
  readonly row: number;
  readonly resource: string;
  readonly key: string;
  readonly revision: number;
  readonly body: Buffer;
}

/** Where objects outlive the process. `commit` returns once the writes since `begin` survive a kill. */
export interface Journal {
  readonly revision: number;
  readonly lastRow: number;
  rows(): IterableIterator<JournalRow>;
  setting(name: string): string | undefined;
  saveSetting(name: string, value: string): void;
  begin(): void;
  put(resource: string, version: Version): void;
  remove(row: number): void;
  commit(revision: number): void;
  close(): void;
}

/** The folder is in use by another process. */
export class DataFolderInUseError extends Error {}

/** Keeps nothing: the state lives and dies with the process. */
export function memoryJournal(): Journal {
  const settings = new Map<string, string>();
  return {
    revision: 0,
    lastRow: 0,
    rows: () => [][Symbol.iterator](),
    setting: (name) => settings.get(name),
    saveSetting: (name, value) => settings.set(name, value),
    begin() {},
    put() {},
    remove() {},
    commit() {},
    close() {},
  };
}

/**
 * SQLite in WAL mode, one row per object. synchronous=NORMAL: a commit survives the process, though not a power cut.
 * The exclusive lock is the operating system's, so it goes with the process, however that ends.
 */
export function sqliteJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true });
  const db = open(join(folder, "cluster.sqlite"), folder);
  const insert = db.prepare(
    "INSERT OR REPLACE INTO objects (id, resource, key, revision, body) VALUES (?, ?, ?, ?, ?)",
  );
  const remove = db.prepare("DELETE FROM objects WHERE id = ?");
  const saveSetting = db.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)");
  const readSetting = db.prepare<[string], { value: string }>("SELECT value FROM settings WHERE name = ?");
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const setting = (name: string): string | undefined => readSetting.get(name)?.value;
  return {
    revision: Number(setting("revision") ?? 0),
    lastRow: db.prepare<[], { last: number | null }>("SELECT max(id) AS last FROM objects").get()?.last ?? 0,
    rows: () => db.prepare<[], JournalRow>("SELECT id AS row, resource, key, revision, body FROM objects").iterate(),
    setting,
    saveSetting: (name, value) => void saveSetting.run(name, value),
    begin: () => void begin.run(),
    put: (resource, version) => void insert.run(version.row, resource, version.key, version.revision, version.json()),
    remove: (row) => void remove.run(row),
    commit(revision) {
      saveSetting.run("revision", String(revision));
      commit.run();
    },
    close: () => void db.close(),
  };
}

function open(file: string, folder: string): Database.Database {
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
    // 64 MiB of log between checkpoints: they are what takes time.
    db.pragma("wal_autocheckpoint = 16384");
    db.exec(`BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS objects (
        id INTEGER PRIMARY KEY, resource TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL
      );
      CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      COMMIT;`);
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) {
      throw new DataFolderInUseError(`The data folder ${folder} is in use by another process.`);
    }
    throw error;
  }
}
