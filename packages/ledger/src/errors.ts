/** Another process writes this ledger. One process owns the books at a time. */
export class LedgerInUse extends Error {
  override readonly name = "LedgerInUse";
  readonly folder: string;
  /** The holder's process id; null where it could not be read. */
  readonly pid: number | null;

  constructor(folder: string, pid: number | null) {
    super(`The data folder ${folder} is in use by ${pid === null ? "another process" : `process ${pid}`}.`);
    this.folder = folder;
    this.pid = pid;
  }
}

/** The file cannot be read or written now (disk full, read-only, damaged): nothing of the refused write was kept. */
export class LedgerUnavailable extends Error {
  override readonly name = "LedgerUnavailable";
  /** SQLite's result code or the system's, e.g. `SQLITE_FULL`, `EACCES`. */
  readonly code: string;

  constructor(code: string, explanation: string, cause: unknown) {
    super(`The ledger is unavailable: ${explanation}.`, { cause });
    this.code = code;
  }
}

/** The database was written by a newer version of the product, whose migrations this one does not know. */
export class LedgerTooNew extends Error {
  override readonly name = "LedgerTooNew";
  readonly unknownMigrations: readonly string[];

  constructor(file: string, unknownMigrations: readonly string[]) {
    super(
      `The ledger ${file} was written by a newer version (unknown migrations: ${unknownMigrations.join(", ")}). ` +
        "Start that version, or use another data folder.",
    );
    this.unknownMigrations = unknownMigrations;
  }
}

/** The ledger belongs to another cluster than the one that it was asked to bind to. */
export class LedgerBoundElsewhere extends Error {
  override readonly name = "LedgerBoundElsewhere";
  readonly boundTo: string;
  readonly asked: string;

  constructor(boundTo: string, asked: string) {
    super(
      `This ledger belongs to the cluster ${boundTo}; the cluster at hand is ${asked}. Use a data folder of its own for it.`,
    );
    this.boundTo = boundTo;
    this.asked = asked;
  }
}

/** The ledger has another identity than the one that it was asked to have. */
export class LedgerOfAnother extends Error {
  override readonly name = "LedgerOfAnother";

  constructor(installationId: string, asked: string) {
    super(
      `This ledger is of the installation ${installationId}, not ${asked}. Only a new ledger can take an identity.`,
    );
  }
}

/** The ledger was closed. */
export class LedgerClosed extends Error {
  override readonly name = "LedgerClosed";

  constructor() {
    super("The ledger is closed.");
  }
}

/** Turns SQLite's words for a lost disk into `LedgerUnavailable`; every other error is returned as it is. */
export function asLedgerError(error: unknown): unknown {
  return asUnavailable(error, SQLITE_OUTAGES);
}

/** The same while opening, when the folder, too, may be what fails. */
export function asOpeningError(error: unknown): unknown {
  return asUnavailable(error, [...SQLITE_OUTAGES, ...FOLDER_OUTAGES]);
}

type Outage = readonly [codePrefix: string, explanation: string];

const SQLITE_OUTAGES: readonly Outage[] = [
  ["SQLITE_FULL", "the disk is full"],
  ["SQLITE_READONLY", "the file or its folder is read-only"],
  ["SQLITE_CANTOPEN", "the file cannot be opened; does its folder exist, and may this user write there?"],
  ["SQLITE_PERM", "this user may not open the file"],
  ["SQLITE_IOERR", "the disk failed to read or write"],
  ["SQLITE_CORRUPT", "the file is damaged"],
  ["SQLITE_NOTADB", "the file is not a SQLite database"],
  ["SQLITE_BUSY", "another program holds the file locked"],
  ["SQLITE_PROTOCOL", "another program holds the file locked"],
];

const FOLDER_OUTAGES: readonly Outage[] = [
  ["EACCES", "this user may not write to its folder"],
  ["EPERM", "this user may not write to its folder"],
  ["EROFS", "its folder is read-only"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "this user's share of the disk is full"],
  ["ENOTDIR", "a part of its path is no folder"],
  ["EEXIST", "a part of its path is no folder"],
  ["EIO", "the disk failed to read or write"],
];

function asUnavailable(error: unknown, outages: readonly Outage[]): unknown {
  if (error instanceof LedgerUnavailable) return error;
  for (const code of codesOf(error)) {
    const outage = outages.find(([prefix]) => code.startsWith(prefix));
    if (outage !== undefined) return new LedgerUnavailable(code, outage[1], error);
  }
  return error;
}

/** The result codes of an error, wherever Prisma or the driver put them. */
function* codesOf(error: unknown, depth = 0): Generator<string> {
  if (typeof error !== "object" || error === null || depth > 5) return;
  for (const field of ["originalCode", "code"]) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === "string") yield value;
  }
  for (const field of ["cause", "meta", "driverAdapterError"]) yield* codesOf(Reflect.get(error, field), depth + 1);
}
