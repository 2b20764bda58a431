import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { LedgerTooNew } from "./errors.ts";

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** The folder of Prisma's migrations, in its standard layout. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));

/** The migrations of a folder, oldest first. */
export function readMigrations(folder: string): Migration[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name, "migration.sql"), "utf8") }));
}

/**
 * Brings the database to this version, each migration in a transaction of its own, and records them as `prisma migrate deploy`
 * does. Creates the file. Returns the names of what it applied. Throws `LedgerTooNew` where the database knows migrations that
 * we do not, and an error where one was edited after it was applied.
 */
export function deployMigrations(file: string, migrations = readMigrations(MIGRATIONS_FOLDER)): string[] {
  const db = new Database(file);
  try {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    // Tables are rebuilt by some migrations; ignored inside a transaction, so set here. Each one is checked at its end.
    db.pragma("foreign_keys = OFF");
    db.exec(BOOKKEEPING_TABLE);
    const done = appliedMigrations(db);
    const known = new Set(migrations.map((migration) => migration.name));
    const unknown = [...done.keys()].filter((name) => !known.has(name));
    if (unknown.length > 0) throw new LedgerTooNew(file, unknown);
    const pending = migrations.filter((migration) => !isApplied(migration, done));
    for (const migration of pending) apply(db, migration);
    return pending.map((migration) => migration.name);
  } finally {
    db.close();
  }
}

const BOOKKEEPING_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "checksum" TEXT NOT NULL,
  "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL,
  "logs" TEXT,
  "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/** Checksums by name. */
function appliedMigrations(db: Database.Database): Map<string, string> {
  const rows = db
    .prepare<[], { name: string; checksum: string }>(
      `SELECT migration_name AS name, checksum FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    )
    .all();
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function isApplied(migration: Migration, done: ReadonlyMap<string, string>): boolean {
  const checksum = done.get(migration.name);
  if (checksum !== undefined && checksum !== checksumOf(migration)) {
    throw new Error(`the migration ${migration.name} was edited after it was applied`);
  }
  return checksum !== undefined;
}

function apply(db: Database.Database, migration: Migration): void {
  const record = db.prepare(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES (?, ?, ?, ?, 1)`,
  );
  db.transaction(() => {
    db.exec(migration.sql);
    const broken = db.pragma("foreign_key_check");
    if (Array.isArray(broken) && broken.length > 0) {
      throw new Error(`the migration ${migration.name} leaves ${broken.length} rows whose references are broken`);
    }
    record.run(randomUUID(), checksumOf(migration), Date.now(), migration.name);
  }).immediate();
}

function checksumOf(migration: Migration): string {
  return createHash("sha256").update(migration.sql).digest("hex");
}
