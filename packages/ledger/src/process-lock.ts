import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { asOpeningError, LedgerInUse } from "./errors.ts";

export interface LockOptions {
  /** Wait until the holder is gone, instead of refusing. */
  readonly wait: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called once, when there is something to wait for. */
  readonly onWaiting?: (holder: LedgerInUse) => void;
}

const POLL_MS = 100;

/**
 * Makes this process the only one that uses the data folder, which it creates. Throws `LedgerInUse` when another one has it
 * (this process, too, counts as another one).
 *
 * The lock is the operating system's: an exclusive transaction held open on a SQLite file of its own. So it goes away with
 * its process, however that ends, and a lock file that was left behind locks nothing.
 */
export async function lockFolder(folder: string, options: LockOptions): Promise<Disposable> {
  const real = makeFolder(folder);
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const lock = tryLock(real);
    if (lock !== null) return lock;
    const inUse = new LedgerInUse(folder, readHolder(real));
    if (!options.wait) throw inUse;
    if (!told) options.onWaiting?.(inUse);
    told = true;
    await sleep(POLL_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

function makeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return realpathSync(folder);
  } catch (error) {
    throw asOpeningError(error);
  }
}

function tryLock(folder: string): Disposable | null {
  let db: Database.Database | undefined;
  try {
    db = new Database(join(folder, "ledger.lock"), { timeout: 0 });
    // The write is never committed. It fails where the file is read-only, for there "exclusive" would exclude nobody.
    db.pragma("journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
    db.pragma("user_version = 1");
    // The locked file cannot be read by others, so the holder's name stands beside it.
    writeFileSync(holderFile(folder), `${process.pid}\n`);
    return new HeldLock(db, folder);
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return null;
    throw asOpeningError(error);
  }
}

class HeldLock implements Disposable {
  readonly #db: Database.Database;
  readonly #folder: string;

  constructor(db: Database.Database, folder: string) {
    this.#db = db;
    this.#folder = folder;
  }

  [Symbol.dispose](): void {
    if (!this.#db.open) return;
    rmSync(holderFile(this.#folder), { force: true });
    this.#db.close();
  }
}

function holderFile(folder: string): string {
  return join(folder, "ledger.holder");
}

/** The pid that the holder left; null when it is not there yet, or names a process that is gone. */
function readHolder(folder: string): number | null {
  try {
    const pid = Number(readFileSync(holderFile(folder), "utf8"));
    if (!Number.isSafeInteger(pid) || pid <= 0) return null;
    return isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
