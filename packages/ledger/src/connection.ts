import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type Database from "better-sqlite3";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { keepStatements } from "./statement-cache.ts";

/** What one transaction may take, waiting and working, before it is rolled back. */
export const TRANSACTION_LIMIT_MS = 30_000;

/** How long a statement waits for another program that holds the file (a backup, a shell); it blocks the event loop meanwhile. */
const BUSY_TIMEOUT_MS = 2_000;

const WRITER_PRAGMAS = [
  "PRAGMA journal_mode = WAL",
  // An acknowledged commit survives a power cut.
  "PRAGMA synchronous = FULL",
  "PRAGMA foreign_keys = ON",
  // Gives the disk back after a burst: the log file is cut to this once it was copied into the database.
  "PRAGMA journal_size_limit = 67108864",
];
const READER_PRAGMAS = ["PRAGMA foreign_keys = ON", "PRAGMA query_only = ON"];

/**
 * The one connection that writes. **Everything on it runs inside an interactive transaction, one at a time**: the driver adapter has one
 * connection, and a plain query beside an open transaction becomes part of it and is lost when that rolls back, though it was
 * acknowledged.
 */
export async function connectWriter(file: string): Promise<WritingConnection> {
  const { client, adapter } = await connect(file, WRITER_PRAGMAS);
  return { client, execute: (db, sql) => adapter.execute(db, sql) };
}

export interface WritingConnection {
  readonly client: PrismaClient;
  /** Runs a statement without parameters and without an answer in the open transaction, where nothing else of that runs. */
  readonly execute: (db: Prisma.TransactionClient, sql: string) => Promise<void>;
}

/** The connection that reads. It sees the last commit and cannot write. */
export async function connectReader(file: string): Promise<PrismaClient> {
  return (await connect(file, READER_PRAGMAS)).client;
}

async function connect(file: string, pragmas: readonly string[]) {
  const adapter = new ConfiguredSqlite(file, pragmas);
  const client = new PrismaClient({
    adapter,
    // Without a look at the call stack for each query, which takes half of its time.
    errorFormat: "minimal",
    transactionOptions: { maxWait: TRANSACTION_LIMIT_MS, timeout: TRANSACTION_LIMIT_MS },
  });
  try {
    await client.$connect();
    return { client, adapter };
  } catch (error) {
    await client.$disconnect();
    throw error;
  }
}

/** Prepares each connection that Prisma opens, before it is used. */
class ConfiguredSqlite extends PrismaBetterSqlite3 {
  readonly #pragmas: readonly string[];
  /** The connection below the adapter's; null: not found. */
  #database: Database.Database | null = null;

  constructor(file: string, pragmas: readonly string[]) {
    super({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
    this.#pragmas = pragmas;
  }

  override async connect() {
    const connection = await super.connect();
    await connection.executeScript(this.#pragmas.join(";"));
    this.#database = keepStatements(connection);
    return connection;
  }

  /** Past Prisma where that can be: through it, a statement such as SAVEPOINT takes a hundred times as long. */
  async execute(db: Prisma.TransactionClient, sql: string): Promise<void> {
    if (this.#database === null) await db.$executeRawUnsafe(sql);
    else this.#database.exec(sql);
  }
}
