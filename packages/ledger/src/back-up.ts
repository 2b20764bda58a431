import { randomUUID } from "node:crypto";
import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";

export interface Backup {
  readonly bytes: number;
}

/**
 * Copies a ledger as of one moment into a new file, readable for its owner alone, while its product may go on writing. The copy is looked
 * through, and on the disk, before it gets its name: a file of that name is a whole backup.
 * @throws where `to` exists, where it cannot be written, and where the copy is not whole.
 */
export function backUpLedger(file: string, to: string): Backup {
  if (existsSync(to)) throw new Error(`${to} exists; a backup overwrites nothing`);
  const unfinished = join(dirname(to), `.${randomUUID()}.unfinished`);
  try {
    copy(file, unfinished);
    checkWhole(unfinished);
    sync(unfinished);
    // Unlike a rename, it fails where somebody else took the name meanwhile.
    linkSync(unfinished, to);
    sync(dirname(to));
  } finally {
    rmSync(unfinished, { force: true });
  }
  return { bytes: statSync(to).size };
}

/** One statement, one read transaction: what commits meanwhile is not in it, and waits for nothing. */
function copy(file: string, to: string): void {
  const ledger = new Database(file, { readonly: true, fileMustExist: true });
  try {
    ledger.prepare("VACUUM INTO ?").run(to);
    chmodSync(to, 0o600);
  } finally {
    ledger.close();
  }
}

function checkWhole(file: string): void {
  const copied = new Database(file, { readonly: true });
  try {
    const found = copied.pragma("integrity_check", { simple: true });
    if (found !== "ok") throw new Error(`the copy is not whole: ${found}`);
  } finally {
    copied.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
