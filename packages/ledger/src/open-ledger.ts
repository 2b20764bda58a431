import { dirname, resolve } from "node:path";
import type { Clock, Ids } from "@resource-manager/domain/ports/clock";
import { sealOldEvents } from "./audit-file.ts";
import { asOpeningError } from "./errors.ts";
import { deployMigrations } from "./migrate.ts";
import { lockFolder } from "./process-lock.ts";
import { Reader } from "./reader.ts";
import { SqliteLedger } from "./sqlite-ledger.ts";
import { Writer } from "./writer.ts";

export interface OpenLedgerOptions {
  /** The database, e.g. `.data/ledger.db`. Its folder is made, and belongs to this process until `close`. */
  readonly file: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The identity of a new ledger, where it takes the place of one that was lost; one that exists must have it. Default: a new one. */
  readonly installationId?: string | undefined;
  /** What is being done, in plain words, where it may take a moment. */
  readonly onProgress?: (message: string) => void;
  /** A listener threw: the ledger is unharmed, but somebody missed a change. Default: a line on stderr. */
  readonly onListenerError?: (error: unknown) => void;
  /** Wait for another process that uses the folder to end, then take over. Default: refuse at once. */
  readonly waitForLock?: boolean;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the books in one file, and brings its tables to this version.
 * Throws `LedgerInUse` (another process has the folder), `LedgerOfAnother` (it has another identity), `LedgerTooNew` (a newer version wrote it) or `LedgerUnavailable`
 * (it cannot be read or written).
 */
export async function openLedger(options: OpenLedgerOptions): Promise<SqliteLedger> {
  const file = resolve(options.file);
  await using opened = new AsyncDisposableStack();
  const lock = opened.use(
    await lockFolder(dirname(file), {
      wait: options.waitForLock ?? false,
      signal: options.signal,
      onWaiting: (holder) => options.onProgress?.(`${holder.message} Waiting for it to end.`),
    }),
  );
  try {
    for (const name of deployMigrations(file)) options.onProgress?.(`ledger: applied the migration ${name}`);
    const sealed = sealOldEvents(file);
    if (sealed > 0) options.onProgress?.(`ledger: chained ${sealed} audit events of an older version`);
    const writer = opened.use(await Writer.open(file));
    const reader = opened.use(await Reader.open(file));
    const { clock, ids, installationId, onListenerError = warn } = options;
    const ledger = await SqliteLedger.load({ file, writer, reader, lock, clock, ids, installationId, onListenerError });
    // From here on the ledger closes them.
    opened.move();
    return ledger;
  } catch (error) {
    throw asOpeningError(error);
  }
}

function warn(error: unknown): void {
  console.error("a listener of the ledger failed:", error);
}
